//! One's devices and quiet hours, by the API and at the desk.

use crate::client::{Client, text};
use serde_json::{Value, json};
use testkit::recording::Fixed;
use whatsapp_order_ack::settings::{Settings, SettingsSource};

const P256DH: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

fn browser(endpoint: &str) -> Value {
    json!({"name": "Android · Chrome", "endpoint": endpoint, "p256dh": P256DH, "auth": AUTH, "utc_offset": 60})
}

/// Somebody with one device; its id.
fn with_a_device() -> (Client, String) {
    let rani = Client::new();
    let (status, device) = rani.calls("POST", "/api/devices", &browser("https://fcm.googleapis.com/fcm/send/x"));
    assert_eq!(
        (status, &device["name"], &device["works"]),
        (200, &json!("Android · Chrome"), &json!(true)),
        "{device}"
    );
    (rani, device["id"].as_str().expect("an id").to_owned())
}

#[test]
fn a_device_is_added_tried_and_removed() {
    let (rani, id) = with_a_device();
    let test = |id: &str| rani.calls("POST", &format!("/api/devices/{id}/test"), &Value::Null);
    assert_eq!(test(&id), (200, json!({"outcome": "taken"})));
    let (_, listed) = rani.calls("GET", "/api/devices", &Value::Null);
    assert_eq!((&listed["devices"][0]["told_outcome"], &listed["quiet_hours"]), (&json!("taken"), &Value::Null));
    assert!(!listed.to_string().contains("googleapis"), "addresses stay here: {listed}");
    rani.host.pushes_answer.set(410);
    assert_eq!(test(&id), (200, json!({"outcome": "gone"})));
    assert_eq!(test(&id).0, 404, "it is not pushed to any more");
    let path = format!("/api/devices/{id}");
    assert_eq!([rani.calls("DELETE", &path, &Value::Null).0, rani.calls("DELETE", &path, &Value::Null).0], [204, 404]);
    assert_eq!(rani.count("SELECT count(*) FROM listener WHERE name NOT IN ('crm', 'chat')"), 0);
}

#[test]
fn a_new_device_leaves_how_far_the_chat_has_heard() {
    let rani = Client::new();
    let heard = "INSERT INTO listener (name, position, busy_until) VALUES ('alerts', 7, '')";
    rani.host.db.borrow().execute_batch(heard).expect("a listener");
    assert_eq!(rani.calls("POST", "/api/devices", &browser("https://fcm.googleapis.com/fcm/send/1")).0, 200);
    assert_eq!(rani.count("SELECT position FROM listener WHERE name = 'alerts'"), 7);
}

#[test]
fn what_is_no_browser_is_refused() {
    let rani = Client::new();
    for senseless in [
        browser("https://evil.example/x"),
        browser("http://127.0.0.1:8788/push/1"),
        json!({"name": "", "endpoint": "https://fcm.googleapis.com/x", "p256dh": P256DH, "auth": AUTH}),
        json!({"name": "x", "endpoint": "https://fcm.googleapis.com/x", "p256dh": AUTH, "auth": AUTH}),
        json!({"name": "x", "endpoint": "https://fcm.googleapis.com/x", "p256dh": P256DH, "auth": AUTH, "more": 1}),
    ] {
        assert_eq!(rani.calls("POST", "/api/devices", &senseless).0, 400, "{senseless}");
    }
    assert_eq!(rani.count("SELECT count(*) FROM device"), 0);
}

#[test]
fn this_machine_is_pushed_to_only_where_it_plays_meta_too() {
    struct Played;
    impl SettingsSource for Played {
        fn get(&self, name: &'static str) -> Option<String> {
            let graph = "http://127.0.0.1:8788/graph".to_owned();
            if name == "GRAPH_API_URL" { Some(graph) } else { Fixed("template").get(name) }
        }
    }
    let mut rani = Client::new();
    rani.settings = Settings::of(Played);
    assert_eq!(rani.calls("POST", "/api/devices", &browser("http://127.0.0.1:8788/push/1")).0, 200);
    assert_eq!(rani.calls("POST", "/api/devices", &browser("http://169.254.169.254/")).0, 400);
}

#[test]
fn quiet_hours_are_set_shown_moved_with_the_clock_and_taken_away() {
    let rani = Client::new();
    let put = |from: &str, to: &str, offset: i64| {
        rani.calls("PUT", "/api/quiet-hours", &json!({"from": from, "to": to, "utc_offset": offset})).0
    };
    let shown = || rani.calls("GET", "/api/devices", &Value::Null).1["quiet_hours"].clone();
    assert_eq!(put("20:00", "07:00", 60), 204);
    assert_eq!(shown(), json!({"from": "20:00", "to": "07:00", "utc_offset": 60}));
    assert_eq!([put("25:00", "07:00", 60), put("20:00", "7", 60), put("20:00", "07:00", 900)], [400, 400, 400]);
    let summer = json!({"name": "x", "endpoint": "https://fcm.googleapis.com/x", "p256dh": P256DH, "auth": AUTH, "utc_offset": 120});
    assert_eq!(rani.calls("POST", "/api/devices", &summer).0, 200);
    assert_eq!(shown()["utc_offset"], 120);
    assert_eq!((put("07:00", "07:00", 0), shown()), (204, Value::Null));
}

#[test]
fn the_page_shows_the_devices_and_what_became_of_the_last_notice() {
    let (rani, id) = with_a_device();
    let page = text(&rani.opens("/review/notices"));
    assert!(
        page.contains("Android · Chrome") && page.contains("data-key=\"B") && page.contains("Prévenir cet appareil")
    );
    let test = || rani.presses("/review/notices/test", &[("id", id.as_str())]);
    assert!(test().1.contains("Essai : remise au service de notification"));
    rani.host.pushes_answer.set(403);
    assert!(test().1.contains("refusée par le service (403)"));
    rani.host.pushes_answer.set(404);
    assert!(test().1.contains("appareil inconnu du service"));
    let page = text(&rani.opens("/review/notices"));
    assert!(page.contains("Cet appareil n'est plus prévenu"), "{page}");
    let quiet = [("from", "20:00"), ("to", "07:00"), ("utc_offset", "60")];
    assert_eq!(rani.presses("/review/notices/quiet", &quiet), (303, "/review/notices".into()));
    assert!(text(&rani.opens("/review/notices")).contains("value=\"20:00\""));
    assert_eq!(rani.presses("/review/notices/quiet", &[("from", "x"), ("to", "07:00"), ("utc_offset", "60")]).0, 400);
    assert_eq!(rani.presses("/review/notices/remove", &[("id", &id)]), (303, "/review/notices".into()));
    assert_eq!(rani.count("SELECT count(*) FROM device"), 0);
}

#[test]
fn without_keys_the_page_says_so_and_the_api_is_not_configured() {
    struct Without;
    impl SettingsSource for Without {
        fn get(&self, name: &'static str) -> Option<String> {
            if name.starts_with("VAPID") { None } else { Fixed("template").get(name) }
        }
    }
    let mut rani = Client::new();
    rani.settings = Settings::of(Without);
    assert!(text(&rani.opens("/review/notices")).contains("Les notifications ne sont pas configurées"));
    assert_eq!(rani.calls("POST", "/api/devices", &browser("https://fcm.googleapis.com/x")).0, 503);
    assert_eq!(rani.calls("POST", "/api/devices/dev_1/test", &Value::Null).0, 503);
    assert_eq!(rani.calls("GET", "/api/devices", &Value::Null).1["public_key"], Value::Null);
}

#[test]
fn whoever_decides_nothing_has_no_devices() {
    let rani = Client::new();
    rani.host.db.borrow().execute("UPDATE reviewer SET role = 'auditor'", []).expect("a role");
    assert_eq!(rani.calls("GET", "/api/devices", &Value::Null).0, 403);
    assert_eq!(rani.opens("/review/notices").status, 403);
    assert!(!text(&rani.opens("/review")).contains("href=\"/review/notices\""));
}
