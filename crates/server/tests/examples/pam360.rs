//! PAM360's users, kept in line with a list.

use serde_json::{Value, json};
use testkit::process::Ask;

use super::{Site, example};

const SEMANTIC: &str = "[pam360]\nhttp_status = \"semantic\"\n";
const PMP: &str = "[pam360]\ndialect = \"pmp\"\n";

/// `Details` of a call that succeeds.
fn details(site: &Site, path: &str) -> Value {
    let ask = Ask::get(&format!("/restapi/json/v1{path}")).authtoken(&site.token);
    let answer = site.server.ask(&ask).json();
    assert_eq!(answer["operation"]["result"]["status"], "Success", "{path}: {answer}");
    answer["operation"]["Details"].clone()
}

/// What the last line of a play says of `word`.
fn recap(said: &str, word: &str) -> u32 {
    let line = said.lines().rfind(|line| line.starts_with("localhost")).unwrap_or_else(|| panic!("{said}"));
    let (_, rest) = line.split_once(&format!("{word}=")).unwrap_or_else(|| panic!("{line}"));
    rest.split(' ').next().unwrap().parse().unwrap()
}

#[test]
fn the_playbook_brings_people_in_line_and_then_changes_nothing() {
    for settings in ["", SEMANTIC, PMP] {
        let site = Site::new(settings);
        create(&site, "gone");
        let book = example("pam360/people.yml");
        let first = site.run("ansible-playbook", &[&book]);
        assert_eq!((recap(&first, "changed"), recap(&first, "failed")), (3, 0), "{first}");
        let mbeki = details(&site, "/user?USERNAME=fmbeki");
        assert_eq!((&mbeki["STATUS"], &mbeki["ROLE"]), (&"LOCKED".into(), &"Password Administrator".into()));
        let backup = details(&site, "/user?USERNAME=nightly-backup");
        assert_eq!((&backup["ISAPIUSER"], &backup["EXPIRYDATE"]), (&"true".into(), &"2030-12-31".into()));
        let second = site.run("ansible-playbook", &[&book]);
        assert_eq!((recap(&second, "changed"), recap(&second, "failed")), (0, 0), "{second}");
    }
}

/// Makes a user of this name, of whom nothing else is in line.
fn create(site: &Site, name: &str) {
    let details = json!({"USERNAME": name, "FIRSTNAME": "A", "LASTNAME": "B", "EMAIL": "a@b.example"});
    let ask = Ask::post("/restapi/json/v1/user").authtoken(&site.token).input_data(&details);
    let answer = site.server.ask(&ask);
    assert!(answer.text().contains("has been added successfully"), "{}", answer.text());
}

#[test]
fn the_script_brings_people_in_line_and_then_changes_nothing() {
    for settings in ["", SEMANTIC, PMP] {
        let site = Site::new(settings);
        create(&site, "dlee");
        create(&site, "ASmith");
        let arguments = [example("pam360/people.py"), example("pam360/people.csv")];
        let arguments = arguments.each_ref().map(String::as_str);
        let first = site.run("python", &arguments);
        let lines: Vec<&str> = first.lines().collect();
        let expected = [
            "changed asmith DEPARTMENT EMAIL FIRSTNAME LASTNAME USERNAME",
            "created bjones",
            "created cgarcia",
            "deleted dlee",
            "created group Auditors",
            "associate Auditors 1",
            "created group Operators",
            "associate Operators 2",
        ];
        assert_eq!(lines, expected);
        let garcia = details(&site, "/user?USERNAME=cgarcia");
        assert_eq!((&garcia["LASTNAME"], &garcia["USERGROUPNAME"]), (&"García".into(), &"Operators".into()));
        assert_eq!(site.run("python", &arguments), "", "the second time nothing is left to do");
    }
}
