//! Futures that run beside each other, on the one thread of either host.

use super::Boxed;
use std::task::Poll;

/// What is left of a future.
enum Step<'a, T> {
    Running(Boxed<'a, T>),
    Done(T),
}

/// Runs them all at once, and waits for each. What they came to, in their order.
pub async fn all<T>(futures: Vec<Boxed<'_, T>>) -> Vec<T> {
    let mut steps: Vec<Step<'_, T>> = futures.into_iter().map(Step::Running).collect();
    std::future::poll_fn(|context| {
        let mut pending = false;
        for step in &mut steps {
            if let Step::Running(future) = step {
                match future.as_mut().poll(context) {
                    Poll::Ready(done) => *step = Step::Done(done),
                    Poll::Pending => pending = true,
                }
            }
        }
        if pending { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
    let done = |step| match step {
        Step::Done(done) => Some(done),
        Step::Running(_) => None,
    };
    steps.into_iter().filter_map(done).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::task::{Context, Waker};

    #[test]
    fn one_that_waits_holds_no_other_up() {
        let (slow, quick) = (Cell::new(3), Cell::new(false));
        let waits: Boxed<'_, u32> = Box::pin(std::future::poll_fn(|_| {
            slow.set(slow.get() - 1);
            if slow.get() == 0 { Poll::Ready(1) } else { Poll::Pending }
        }));
        let done: Boxed<'_, u32> = Box::pin(async {
            quick.set(true);
            2
        });
        let mut both = Box::pin(all(vec![waits, done]));
        let mut context = Context::from_waker(Waker::noop());
        assert!(both.as_mut().poll(&mut context).is_pending());
        assert!(quick.get(), "the second ran while the first waited");
        assert!(both.as_mut().poll(&mut context).is_pending());
        assert_eq!(both.as_mut().poll(&mut context), Poll::Ready(vec![1, 2]));
    }
}
