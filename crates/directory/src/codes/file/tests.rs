use model::{Refusal, Rule};
use proptest::prelude::*;

use super::{CodeFile, LONGEST};
use crate::codes::{Code, CodeTables, SECURITY_GROUP, TABLES, USER_STATUS};

/// The least that is taken.
const LEAST: &str = r#"
UserStatus = [{ code = "01", enabled = true }, { code = "02", enabled = false }]
Locale = ["00"]
ClientSex = []
Company = ["Prototype"]
SecurityGroup = []
"#;

/// Everything that is wrong with a file: its places, with the words of their rules.
fn problems(text: &str) -> Vec<String> {
    match CodeFile::parse(text) {
        Err(Refusal::Invalid(all)) => {
            all.iter().map(|invalid| format!("{} {}", invalid.field, invalid.rule)).collect()
        }
        other => panic!("{other:?}"),
    }
}

/// [`LEAST`] with another text in place of a line's.
fn with(table: &str, value: &str) -> String {
    let line = |line: &str| match line.strip_prefix(table) {
        Some(_) => format!("{table} = {value}\n"),
        None => format!("{line}\n"),
    };
    LEAST.lines().map(line).collect()
}

fn code(code: &str, description: &str, flag: bool) -> Code {
    Code { code: code.to_owned(), description: description.to_owned(), flag }
}

#[test]
fn a_code_is_a_text_or_has_a_description_and_in_the_table_of_states_a_side() {
    let file = CodeFile::parse(&with(
        "ClientSex",
        r#"["01", { code = "M", description = "Male" }, { code = "F" }]"#,
    ));
    let tables = file.unwrap();
    let tables = tables.tables();
    assert_eq!(
        tables.rows("ClientSex"),
        [code("01", "01", false), code("M", "Male", false), code("F", "F", false)]
    );
    assert_eq!(tables.rows(USER_STATUS), [code("01", "01", true), code("02", "02", false)]);
    assert_eq!(tables.rows(SECURITY_GROUP), []);
}

#[test]
fn tables_may_be_written_at_length() {
    let text = with("Company", "[]").replace("Company = []\n", "")
        + "[[Company]]\ncode = \"One\"\n[[Company]]\ncode = \"Two\"\ndescription = \"Second\"\n";
    let file = CodeFile::parse(&text).unwrap();
    assert_eq!(file.tables().rows("Company"), [code("One", "One", false), code("Two", "Second", false)]);
}

#[test]
fn every_problem_is_told_with_its_place_and_line() {
    let text = r#"
UserStatus = ["01", { code = "02", enabled = "no" }, { code = "03", enabled = true, colour = "red" }]
Locale = []
Countries = ["AT"]
Company = [
    "One", "Two",
    "One", " Three", "",
    7,
    { description = "no code" },
    { code = "Four", enabled = true },
]
SecurityGroup = ["Super", "SUPER", "a\u0001b"]
"#;
    assert_eq!(
        problems(text),
        [
            "UserStatus[0].01 (line 2) must be written with { code = .., enabled = true or false }",
            "UserStatus[1].enabled (line 2) must be true or false",
            "UserStatus[2].colour (line 2) must not be given",
            "UserStatus (line 2) must have a code with enabled = true and one with enabled = false",
            "Locale (line 3) must have a code, or no user could be made",
            "Countries (line 4) is no table; there are UserStatus, Locale, ClientSex, Company and SecurityGroup",
            "Company[2] (line 7): \"One\" must not be given twice",
            "Company[3] (line 7) must not begin or end with a blank",
            "Company[4] (line 7) must not be blank",
            "Company[5] (line 8) must be a text, or a table with code and description",
            "Company[6].code (line 9) must be a text",
            "Company[7].enabled (line 10) must not be given",
            "SecurityGroup[1] (line 12): \"SUPER\" must not be given twice",
            "SecurityGroup[2] (line 12) must not contain control characters",
            "ClientSex must be there, if only as an empty list",
        ]
    );
}

#[test]
fn a_user_must_be_able_to_be_enabled_and_to_be_disabled() {
    for enabled in [true, false] {
        let text = with(
            USER_STATUS,
            &format!("[{{ code = \"01\", enabled = {enabled} }}, {{ code = \"02\", enabled = {enabled} }}]"),
        );
        assert_eq!(problems(&text).len(), 1, "{text}");
    }
    assert_eq!(problems(&with(USER_STATUS, "[]")).len(), 1);
    assert_eq!(problems(&with("Company", "[]")).len(), 1);
}

#[test]
fn lengths_are_counted_in_characters() {
    let file = |table: &str, code: &str| CodeFile::parse(&with(table, &format!("[{code}]")));
    for (table, letter, most) in [("Locale", "ü", 255), ("Company", "ü", 255), (SECURITY_GROUP, "x", 512)] {
        let text = |length: usize| format!("{:?}", letter.repeat(length));
        file(table, &text(most)).unwrap();
        let Err(Refusal::Invalid(all)) = file(table, &text(most + 1)) else { panic!("{table}") };
        assert_eq!(all[0].rule, Rule::TooLong { max: most });
    }
    let described = |length| format!("{{ code = \"a\", description = {:?} }}", "d".repeat(length));
    file("Locale", &described(1_024)).unwrap();
    file("Locale", &described(1_025)).unwrap_err();
}

#[test]
fn a_file_that_is_too_long_or_has_too_many_codes_is_refused() {
    assert_eq!(CodeFile::parse(&" ".repeat(LONGEST + 1)), Err(Refusal::TooLarge { limit: LONGEST }));
    let codes = |count: usize| {
        with("Company", &format!("{:?}", (0..count).map(|n| n.to_string()).collect::<Vec<_>>()))
    };
    CodeFile::parse(&codes(9_997)).unwrap();
    assert_eq!(problems(&codes(9_998)), ["the file must have at most 10,000 codes"]);
}

#[test]
fn what_is_no_toml_is_refused_with_its_lines() {
    for (text, line) in [
        ("Locale = [\"00\"\n", "line 1"),
        ("Locale = []\n\nLocale = []", "line 3"),
        ("\nLocale", "line 2"),
        ("\0", "line 1"),
    ] {
        let found = problems(text);
        assert!(found[0].starts_with(line) && found[0].ends_with("is not TOML"), "{text:?}: {found:?}");
    }
    assert_eq!(problems("Locale = { a = 1 }")[0], "Locale (line 1) must be a list of codes");
}

#[test]
fn what_is_shipped_reads_and_prints_as_itself() {
    let shipped = CodeFile::shipped().unwrap();
    let printed = shipped.tables().to_string();
    assert_eq!(CodeFile::parse(&printed).unwrap(), shipped);
    assert!(
        printed.starts_with(
            "UserStatus = [\n    { code = \"01\", description = \"Active\", enabled = true },\n"
        ),
        "{printed}"
    );
    assert!(
        printed.contains("\n    { code = \"M\", description = \"Male\" },\n")
            && printed.contains("\n    \"Alamere Insurance\",\n"),
        "{printed}"
    );
}

/// Codes of a table that holds together, with every character that a code may hold.
fn codes(least: usize) -> impl Strategy<Value = Vec<(String, Option<String>)>> {
    let text = r"[^\s\p{C}][^\p{C}]{0,6}[^\s\p{C}]";
    proptest::collection::btree_map(text, proptest::option::of(r"[^\p{Cc}]{0,8}"), least..6)
        .prop_map(|codes| codes.into_iter().collect())
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back(tables in proptest::collection::vec(codes(2), TABLES.len())) {
        let rows = TABLES.iter().zip(tables).flat_map(|(table, codes)| {
            codes.into_iter().enumerate().map(move |(index, (text, description))| {
                let flag = *table == USER_STATUS && index == 0;
                ((*table).to_owned(), code(&text, description.as_ref().unwrap_or(&text), flag))
            })
        });
        // Names that differ in case alone are one group, and no file prints both.
        let mut seen = std::collections::BTreeSet::new();
        let rows = rows.filter(|(table, code)| table != SECURITY_GROUP || seen.insert(model::fold::key(&code.code)));
        let rows = rows.filter(|(table, code)| table != SECURITY_GROUP || model::GroupName::new(&code.code).is_ok());
        let tables: CodeTables = rows.collect();
        let read = CodeFile::parse(&tables.to_string()).unwrap();
        prop_assert_eq!(read.tables(), &tables);
    }

    #[test]
    fn no_text_is_too_strange_to_be_read_or_refused(text in "[\\[\\]{}=\",a-c0\n# ]{0,60}") {
        let _ = CodeFile::parse(&text);
        let _ = CodeFile::parse(&with("Company", &text));
    }
}
