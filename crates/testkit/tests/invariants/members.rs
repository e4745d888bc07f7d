//! Who joined is listed (invariant 17).

use testkit::on_both_engines;

use crate::doors::{DOORS, Groups, Someone};
use crate::draw::{door, made};
use crate::rows;
use crate::runner::for_all;

on_both_engines! {
    /// 17: A member added through d is in every e's list; one who is taken out is in none.
    async fn who_joins_through_any_door_is_listed_by_every_other(world: World) {
        let joins = door(|door| door.join(&Someone::nobody(), &[], &Groups::new()).is_some());
        for_all(&world, 8, &(made(), joins), async |stage, ((maker, person), joins)| {
            let (who, _) = stage.make(maker, &stage.alone(&person)).await;
            let name = "Super".to_owned();
            let groups = rows::groups(stage.world, stage.org_key()).await;
            for (names, listed) in [(vec![name.clone()], true), (vec![], false)] {
                if let Some(ask) = joins.join(&who, &names, &groups) {
                    stage.done(joins, &ask).await;
                }
                for lists in DOORS {
                    let Some(ask) = lists.members(&name, &groups) else { continue };
                    let answer = stage.done(lists, &ask).await;
                    assert_eq!(lists.has_member(&answer, &who), listed, "{joins:?} {lists:?}: {}", answer.text());
                }
            }
        });
    }
}
