//! One player for the scenario files of all dialects.

use server::scenario::{Given, Kept, Step, differences, steps};

use crate::{ADMIN_PASSWORD, Answer, World};

/// What every request calls the server.
const HOST: &str = "server:8080";

/// Plays scenario files (`scenarios/README.md`) against one world, one after another. What a file keeps is known to those
/// that follow, and from the beginning `{admin_password}` and `{host}`.
///
/// How a caller is told follows from where a step calls: below `/PASService` the name is a pair for Basic, elsewhere it is
/// that of a token which [`Player::knows`] or an earlier step has kept.
#[must_use = "a scenario is played by `play`"]
pub struct Player<'a> {
    world: &'a World,
    kept: Kept,
    semantic: bool,
    media: Option<&'static str>,
}

impl<'a> Player<'a> {
    /// A player who knows the administrator's password.
    pub fn new(world: &'a World) -> Self {
        let mut kept = Kept::default();
        kept.keep("admin_password", ADMIN_PASSWORD);
        kept.keep("host", HOST);
        Self { world, kept, semantic: false, media: None }
    }

    /// Knows a text by a name, as if a step had kept it.
    pub fn knows(mut self, name: &str, value: &str) -> Self {
        self.kept.keep(name, value);
        self
    }

    /// Expects the statuses that `semantic` tells, where it does.
    pub fn semantic(mut self) -> Self {
        self.semantic = true;
        self
    }

    /// Expects this content type of every answer.
    pub fn answered_in(mut self, media: &'static str) -> Self {
        self.media = Some(media);
        self
    }

    /// Plays the steps in their order; fails at the first whose answer is not the expected one.
    pub async fn play(&mut self, scenario: &str) {
        for step in steps(scenario).expect("a scenario") {
            let found = self.step(&step).await;
            assert!(found.is_empty(), "{}:\n{}", step.name, found.join("\n"));
        }
    }

    /// Plays one step; tells, a sentence each, where its answer is not as expected.
    pub async fn step(&mut self, step: &Step) -> Vec<String> {
        let answer = self.call(step).await;
        let status = if self.semantic { step.semantic.unwrap_or(step.status) } else { step.status };
        let given = Given { status: answer.status, headers: &answer.headers, body: &answer.body };
        let mut found = differences(step, status, &given, &mut self.kept);
        if let Some(media) = self.media.filter(|media| given.header("content-type") != Some(media)) {
            found.push(format!("content-type {:?} instead of {media}", given.header("content-type")));
        }
        if !found.is_empty() {
            found.push(format!("the answer was {} {}", answer.status, answer.text()));
        }
        found
    }

    async fn call(&self, step: &Step) -> Answer {
        let request = step.request(&self.kept).unwrap_or_else(|error| panic!("{}: {error}", step.name));
        let call = self.world.call(request.method, &request.target).header("host", HOST);
        let call = request.headers.iter().fold(call, |call, (name, value)| call.header(name, value));
        call.body(request.body).send().await
    }
}
