//! The other way of writing a number, in SQL: the claim finds by it what a card's recipient is
//! listed as, without reading the card first. It says the same as
//! [`crate::identity::Phone::twin`], and a test holds both to that.

/// The twin of an address; NULL if it has none. D1 takes patterns of 50 bytes.
macro_rules! twin_of {
    ($address:literal) => {
        concat!(
            "(SELECT CASE
    WHEN n GLOB '55??9[6-9]???????' THEN substr(n, 1, 4) || substr(n, 6)
    WHEN n GLOB '55??[6-9]???????' THEN substr(n, 1, 4) || '9' || substr(n, 5)
    WHEN n GLOB '521??????????' THEN '52' || substr(n, 4)
    WHEN n GLOB '52??????????' THEN '521' || substr(n, 3)
    WHEN n GLOB '549??????????' THEN '54' || substr(n, 4)
    WHEN n GLOB '54??????????' THEN '549' || substr(n, 3)
    WHEN n GLOB '22901????????' THEN '229' || substr(n, 6)
    WHEN n GLOB '229????????' THEN '22901' || substr(n, 4)
    WHEN n GLOB '22501[014-9][0-3]??????' THEN '225' || substr(n, 6)
    WHEN n GLOB '22505[014-9][4-6]??????' THEN '225' || substr(n, 6)
    WHEN n GLOB '22507[014-9][7-9]??????' THEN '225' || substr(n, 6)
    WHEN n GLOB '225[014-9][0-3]??????' THEN '22501' || substr(n, 4)
    WHEN n GLOB '225[014-9][4-6]??????' THEN '22505' || substr(n, 4)
    WHEN n GLOB '225[014-9][7-9]??????' THEN '22507' || substr(n, 4) END
  FROM (SELECT ",
            $address,
            " AS n))"
        )
    };
}

pub(crate) use twin_of;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::identity::Address;
    use rusqlite::Connection;

    #[test]
    fn a_number_is_rewritten_in_sql_as_it_is_elsewhere() {
        let db = Connection::open_in_memory().unwrap();
        let mut twin_in_sql = db.prepare(concat!("SELECT ", twin_of!("?1"))).unwrap();
        let mut twins = 0;
        let countries =
            ["52", "521", "54", "549", "5511", "55119", "229", "22901", "225", "22501", "22505", "22507", "33"];
        for country in countries {
            for head in 0..100 {
                for tail in ["34567", "345678", "3456789", "34567890"] {
                    let number = format!("{country}{head:02}{tail}");
                    let twin = Address::as_sent(&number).unwrap().twin().map(|twin| twin.as_str().to_owned());
                    twins += u32::from(twin.is_some());
                    let in_sql: Option<String> = twin_in_sql.query_row([&number], |row| row.get(0)).unwrap();
                    assert_eq!(in_sql, twin, "{number}");
                }
            }
        }
        assert!(twins > 500, "{twins}");
        for other in ["FR.5511987654321", "US.ENT.521", ""] {
            let in_sql: Option<String> = twin_in_sql.query_row([other], |row| row.get(0)).unwrap();
            assert_eq!(in_sql, None, "{other}");
        }
    }
}
