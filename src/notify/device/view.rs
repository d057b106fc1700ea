//! The page of one's notices: the devices that ring, a test, and when they are quiet.

use super::Device;
use super::steps::Notices;
use crate::desk::Desk;
use crate::desk::layout::{Notice, Tab, csrf, page};
use crate::desk::text::visible;
use crate::desk::time::at;
use crate::notify::quiet::{QuietHours, time};
use maud::{Markup, html};

/// The page.
pub fn notices(desk: &Desk<'_>, shown: &Notices, notice: Option<Notice>) -> String {
    let w = desk.words;
    let content = html! {
        p { (w.notices_mean) }
        @match &shown.public_key {
            Some(key) => section id="this-device" data-key=(key) {
                button.primary type="button" id="notify-here" hidden { (w.notify_here) }
                p.hint id="notify-state" role="status" { (w.notify_needs_script) }
            },
            None => p.trouble { (w.notices_off) },
        }
        @if !shown.devices.is_empty() {
            h2 { (w.your_devices) }
            ul.lines { @for device in &shown.devices { (line(desk, device, shown.public_key.is_some())) } }
        }
        (quiet(desk, shown.quiet))
    };
    page(desk, Tab::Notices, notice, content)
}

fn line(desk: &Desk<'_>, device: &Device, can_ring: bool) -> Markup {
    let w = desk.words;
    html! {
        li.entry data-device=(device.id.as_str()) {
            strong { (visible(&device.name)) }
            p.hint { (w.since) " " (at(desk, device.added_at)) }
            @if !device.works { p.trouble { (w.device_gone) } }
            @if let (Some(when), Some(outcome)) = (device.told_at, device.told_outcome.as_deref()) {
                p.hint { (w.last_notice) " " (at(desk, when)) ", " (w.push_outcome(outcome)) "." }
            }
            div.presses {
                @if device.works && can_ring { (press(desk, "test", device, w.send_test)) }
                (press(desk, "remove", device, w.remove_device))
            }
        }
    }
}

fn press(desk: &Desk<'_>, verb: &str, device: &Device, says: &str) -> Markup {
    html! {
        form method="post" action={ "/review/notices/" (verb) } {
            (csrf(desk))
            input type="hidden" name="id" value=(device.id.as_str());
            button aria-label={ (says) (desk.words.colon) (device.name) } { (says) }
        }
    }
}

fn quiet(desk: &Desk<'_>, quiet: Option<QuietHours>) -> Markup {
    let w = desk.words;
    let (from, to) = quiet.map_or((String::new(), String::new()), |hours| (time(hours.begins), time(hours.ends)));
    html! {
        h2 { (w.quiet_hours) }
        p.hint { (w.quiet_means) }
        form.stack method="post" action="/review/notices/quiet" {
            (csrf(desk))
            label for="from" { (w.quiet_from) } input id="from" name="from" type="time" required value=(from);
            label for="to" { (w.quiet_to) } input id="to" name="to" type="time" required value=(to);
            label for="utc_offset" { (w.utc_offset) }
            input id="utc_offset" name="utc_offset" type="number" required min="-840" max="840" step="1"
                value=(quiet.map_or(0, |hours| hours.utc_offset));
            button.primary { (w.save) }
        }
    }
}
