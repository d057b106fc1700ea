//! How well order lines are read, per language and source: `npm run lines:report [-- --misses N]`.
//!
//! It reads the invented messages of `tests/fixtures/order_lines.tsv` and, where it lies beside
//! this repository, `lines-dev.jsonl` of `../shared/corpora`: messages whose lines somebody else
//! labelled.

use testkit::order_lines::{Figures, Message, figures, found, invented, read};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let shown = match args.iter().position(|arg| arg == "--misses").map(|at| args.get(at + 1)) {
        None => 10,
        Some(n) => n.ok_or("--misses N")?.parse()?,
    };
    let own = invented()?;
    report("Invented here", &own, shown);
    match found("lines-dev.jsonl")? {
        Some(messages) => report("Labelled by others", &messages, shown),
        None => println!("left out: lines-dev.jsonl is not in ../shared/corpora"),
    }
    Ok(())
}

fn report(what: &str, messages: &[Message], shown: usize) {
    println!("{what}\n{:38}   F1  units  messages right  lines read of all  none, but lines", "");
    for (row, figures) in figures(messages) {
        let [expected, read, both, _] = figures.lines;
        println!(
            "{row:38} {:.3}  {:.3}  {:4}/{:<4}       {both:5}/{expected:<5} (+{})     {}/{}",
            figures.f1(),
            figures.units(),
            figures.messages[1],
            figures.messages[0],
            read - both,
            figures.others[1],
            figures.others[0],
        );
    }
    let misses = messages.iter().filter(|message| !Figures::default().add(message));
    for message in misses.take(shown) {
        println!("  {} {}", message.lang, message.text.replace('\n', " ⏎ ").chars().take(100).collect::<String>());
        for line in read(&message.text) {
            println!("      {:?} {:?} {}", line.quantity, line.unit, line.name);
        }
    }
    println!();
}
