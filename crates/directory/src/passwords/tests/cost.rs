use super::*;

#[test]
fn the_default_is_19_mib_two_passes_one_lane() {
    let cost = Cost::default();
    assert_eq!((cost.memory_kib(), cost.iterations(), cost.parallelism()), (19_456, 2, 1));
}

#[test]
fn the_cost_can_be_raised_but_not_lowered() {
    assert!(Cost::at_least_default(19_456, 2, 1).is_ok());
    assert!(Cost::at_least_default(65_536, 3, 4).is_ok());
    for (memory, iterations, lanes) in [(19_455, 3, 1), (65_536, 1, 1), (65_536, 3, 0)] {
        assert_eq!(Cost::at_least_default(memory, iterations, lanes), Err(CostRefused::TooLow));
    }
}

#[test]
fn a_cost_out_of_reason_is_refused() {
    for (memory, iterations, lanes) in [(1_048_577, 2, 1), (19_456, 65, 1), (19_456, 2, 17)] {
        assert_eq!(Cost::at_least_default(memory, iterations, lanes), Err(CostRefused::TooHigh));
    }
}

#[test]
fn what_an_older_hash_saved_is_made_up_for() {
    let raised = Cost::at_least_default(65_536, 3, 1).unwrap();
    let missing = raised.beyond(Cost::default()).unwrap();
    let work = |cost: Cost| cost.memory_kib() * cost.iterations();
    assert!(work(raised) - work(Cost::default()) - work(missing) < missing.iterations());
    assert!(missing.memory_kib() <= raised.memory_kib());
    assert_eq!(raised.beyond(raised), None);
    assert_eq!(Cost::default().beyond(raised), None);
}
