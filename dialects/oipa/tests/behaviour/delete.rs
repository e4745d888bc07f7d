use testkit::on_both_engines;

use crate::{USERS, basic, create, delete, groups, problems, read, user, version};

on_both_engines! {
    async fn a_deleted_user_is_inactive_at_once_and_stays(world: World) {
        let mut chief = user("chief");
        chief["securityGroup"] = serde_json::json!([{"securityGroupName": "System.admins"}]);
        create(&world, &chief).await;
        let own = basic("chief", "chief");
        let list = || world.get(USERS).header("authorization", &own);
        assert_eq!(list().send().await.status, 200, "and the password is remembered");
        assert_eq!(delete(&world, "CHIEF").await, 204);
        assert_eq!(list().send().await.status, 401);
        assert_eq!(read(&world, "chief").await["userStatus"], "02");
        assert_eq!(groups(&world, "chief").await.len(), 1);
    }

    async fn deleting_again_changes_nothing(world: World) {
        create(&world, &user("gone")).await;
        assert_eq!(delete(&world, "gone").await, 204);
        let before = version(&world, "gone").await;
        assert_eq!(delete(&world, "gone").await, 204);
        assert_eq!(version(&world, "gone").await, before);
        assert_eq!(delete(&world, "nobody").await, 404);
    }

    async fn nobody_deletes_himself(world: World) {
        let answer = crate::admin(world.delete(&format!("{USERS}/admin"))).send().await;
        assert_eq!((answer.status, problems(&answer)[0].1.as_str()), (400, Some("NOT_ALLOWED")));
    }
}
