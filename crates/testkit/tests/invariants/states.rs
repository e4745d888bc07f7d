//! Who is kept out, and who is let in again (invariants 8, 9 and 12).

use directory::users::{Change, NewLock};
use model::AccessWindow;
use proptest::collection::vec;
use proptest::prelude::*;
use testkit::on_both_engines;

use crate::doors::{Ask, Door, Field, Someone, draw};
use crate::draw::{door, made, step_of};
use crate::runner::for_all;

/// What keeps a user out.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Word {
    Disable,
    Lock,
    Delete,
}

impl Word {
    const ALL: [Self; 3] = [Self::Disable, Self::Lock, Self::Delete];

    fn said(self, door: &dyn Door, who: &Someone) -> Option<Ask> {
        match self {
            Self::Disable => door.disable(who),
            Self::Lock => door.lock(who),
            Self::Delete => door.delete(who),
        }
    }

    fn taken_back(self, door: &dyn Door, who: &Someone) -> Option<Ask> {
        match self {
            Self::Disable => door.enable(who),
            Self::Lock => door.unlock(who),
            Self::Delete => None,
        }
    }
}

/// A door that has some word, and the word.
fn words(fits: impl Fn(Word, &dyn Door) -> bool) -> BoxedStrategy<(Word, &'static dyn Door)> {
    let doors = Word::ALL.into_iter().filter_map(|word| {
        let with = |found: &dyn Door| fits(word, found);
        crate::doors::DOORS.into_iter().any(&with).then(|| door(with).prop_map(move |door| (word, door)))
    });
    proptest::strategy::Union::new(doors).boxed()
}

on_both_engines! {
    /// 8: After disable, lock or delete through `d`, the next use of every credential of that user in every `e` is
    /// refused.
    async fn who_is_kept_out_is_kept_out_everywhere_at_once(world: World) {
        let cases = (made(), words(|word, door| word.said(door, &Someone::nobody()).is_some()));
        for_all(&world, 14, &cases, async |stage, ((maker, person), (word, door))| {
            let (who, _) = stage.make(maker, &stage.alone(&person)).await;
            if stage.record(&who.login).await.is_some_and(|view| !view.user.enabled) {
                stage.change(&who, vec![Change::Enabled(true)]).await;
            }
            let badges = stage.all_credentials(&who).await;
            for (entry, badge) in &badges {
                assert!(stage.opens(*entry, badge, &who).await, "{entry:?}, before");
            }
            stage.done(door, &word.said(door, &who).unwrap()).await;
            for (entry, badge) in &badges {
                assert!(!stage.opens(*entry, badge, &who).await, "{entry:?} after {word:?} through {door:?}");
            }
            for (entry, _) in badges {
                if entry.sign_in(&who.login, "").is_some() {
                    let again = stage.credential(entry, &who.login, who.password.as_deref()).await;
                    assert!(again.is_none(), "{entry:?} after {word:?} through {door:?}");
                }
            }
        });
    }

    /// 9: After disable or lock is left again, unexpired API tokens work, and no sign-in session from before does.
    async fn who_is_let_in_again_has_his_tokens_and_no_session(world: World) {
        let into = words(|word, door| word != Word::Delete && word.said(door, &Someone::nobody()).is_some());
        let cases = (made(), into, vec(any::<prop::sample::Selector>(), 1));
        for_all(&world, 12, &cases, async |stage, ((maker, person), (word, door), chosen)| {
            let (who, _) = stage.make(maker, &stage.alone(&person)).await;
            if stage.record(&who.login).await.is_some_and(|view| !view.user.enabled) {
                stage.change(&who, vec![Change::Enabled(true)]).await;
            }
            let badges = stage.all_credentials(&who).await;
            stage.done(door, &word.said(door, &who).unwrap()).await;
            let back = crate::doors::DOORS.into_iter().filter(|door| word.taken_back(*door, &who).is_some());
            let back: &dyn Door = chosen[0].select(back);
            stage.done(back, &word.taken_back(back, &who).unwrap()).await;
            for (entry, badge) in &badges {
                let opens = stage.opens(*entry, badge, &who).await;
                assert_eq!(opens, !entry.has_sessions(), "{entry:?} after {word:?}, back through {back:?}");
            }
            for (entry, badge) in stage.all_credentials(&who).await {
                assert!(stage.opens(entry, &badge, &who).await, "{entry:?} anew");
            }
        });
    }

    /// 12: No SCIM, Aria or OIPA call ends a lock (save a password change where `unlock_on_password` stands) or changes a
    /// window.
    async fn doors_without_a_word_for_it_end_no_lock_and_move_no_window(world: World) {
        let wordless = |door: &dyn Door| door.unlock(&Someone::nobody()).is_none() && !door.edits().is_empty();
        let edits = vec((step_of(|field| field != Field::Login), any::<bool>()), 1..=6);
        let cases = (made(), edits, door(wordless), draw::password(), any::<bool>());
        for_all(&world, 12, &cases, async |stage, ((maker, person), edits, door, password, unlocks)| {
            let (mut who, _) = stage.make(maker, &stage.alone(&person)).await;
            let (from, until) = (stage.world.directory.now(), stage.world.directory.now().plus_seconds(1_000));
            let window = AccessWindow::new(Some(from), Some(until)).unwrap();
            let lock = NewLock { reason: Some("told".to_owned()), until: None };
            let changes = vec![Change::Lock(Some(lock)), Change::Window(window), Change::UnlockOnPassword(unlocks)];
            stage.change(&who, changes).await;
            let before = stage.record(&who.login).await.unwrap().user;
            for ((through, edit), enables) in edits {
                if wordless(through) {
                    stage.edit(through, &mut who, &edit).await;
                }
                let word = if enables { door.enable(&who) } else { door.disable(&who) };
                stage.done(door, &word.unwrap()).await;
                let after = stage.record(&who.login).await.unwrap().user;
                assert_eq!((&after.lock, after.window), (&before.lock, before.window));
            }
            stage.done(door, &door.set_password(&who, &password).unwrap()).await;
            let after = stage.record(&who.login).await.unwrap().user;
            let changed = who.password.as_deref() != Some(&password);
            assert_eq!(after.window, before.window);
            assert_eq!(after.lock.is_none(), unlocks && changed, "a password ends a lock where that was asked for");
        });
    }
}
