//! The same road in parts.

use super::*;
use crate::store::QuarantineEntry;

/// Walks a stretch, and says which steps it has done.
fn part(store: &SqliteStore, stretch: Stretch) -> (Stand, Vec<String>) {
    let declaration = declaration();
    let mut steps = Vec::new();
    let stand =
        walk(stretch, store, &declaration, (&Unobserved, &Stop::new()), |news| match news {
            News::Pushed(pushed) => steps.extend(pushed.iter().map(|step| step.id.to_string())),
            News::Carried(step, _) | News::Verified(step, _) => steps.push(step.id.to_string()),
            News::Receipt(receipt) => steps.push(format!("receipt {}", receipt.name)),
            News::CameLate(_) => steps.push("came late".to_owned()),
            News::WentBack(_) => steps.push("went back".to_owned()),
            News::Withdrawn(_) => steps.push("withdrawn".to_owned()),
        });
    (stand, steps)
}

#[track_caller]
fn done(store: &SqliteStore, stretch: Stretch) -> Vec<String> {
    let (stand, steps) = part(store, stretch);
    assert!(matches!(stand, Stand::Done), "{stand:?}");
    steps
}

#[track_caller]
fn incomplete(store: &SqliteStore, stretch: Stretch) -> (Vec<QuarantineEntry>, usize, Vec<String>) {
    let (stand, _) = part(store, stretch);
    let Stand::Incomplete { quarantine, failing, missing } = stand else { panic!("{stand:?}") };
    (quarantine, failing.len(), missing.iter().map(|step| step.id.to_string()).collect())
}

#[test]
fn apply_verify_and_narrow_are_the_whole_road() {
    let declaration = declaration();
    let store = first(&declaration, 10);
    let widen =
        ["directors@1/widen", "films@1->2/widen", "reels@1->2/widen", "receipt directors@1"];
    let backfill = ["films@1->2/backfill", "reels@1->2/backfill"];
    assert_eq!(done(&store, Stretch::Apply), [&widen[..], &backfill].concat());
    let live = run(store.deployed()).unwrap().unwrap().manifest;
    assert_eq!(live.tables[&films()].phase, TablePhase::Widened { old: VersionNumber(1) });
    assert_eq!(done(&store, Stretch::Apply), backfill, "again it only looks for what is old");
    assert_eq!(
        done(&store, Stretch::Verify),
        ["films@1->2/verify", "receipt films@2", "reels@1->2/verify", "receipt reels@2"]
    );
    assert!(done(&store, Stretch::Verify).is_empty(), "there is a receipt");
    assert_eq!(done(&store, Stretch::Narrow), ["films@1->2/narrow", "reels@1->2/narrow"]);
    assert_narrowed(&store, &declaration);
}

#[test]
fn nothing_is_verified_that_is_not_widened_and_nothing_narrowed_without_a_receipt() {
    let declaration = declaration();
    let store = first(&declaration, 3);
    let (_, _, missing) = incomplete(&store, Stretch::Verify);
    assert!(missing.contains(&"films@1->2/widen".to_owned()), "{missing:?}");
    let (_, _, missing) = incomplete(&store, Stretch::Narrow);
    assert!(missing.contains(&"films@1->2/verify".to_owned()), "{missing:?}");
    assert!(missing.contains(&"films@1->2/backfill".to_owned()), "{missing:?}");
    done(&store, Stretch::Apply);
    let (_, _, missing) = incomplete(&store, Stretch::Narrow);
    assert_eq!(missing, ["films@1->2/verify", "reels@1->2/verify"]);
    assert!(!is_narrow(&look(&store, &declaration).plan, &directors()));
}

#[test]
fn a_verification_before_everything_is_carried_tells_what_is_left_and_gives_no_receipt() {
    let declaration = declaration();
    let store = first(&declaration, 3);
    let bad = store.insert(&films(), &[old_film(None, "Ida")]).unwrap()[0];
    let (quarantine, _, _) = incomplete(&store, Stretch::Apply);
    assert_eq!(quarantine[0].id, bad);
    let (quarantine, failing, missing) = incomplete(&store, Stretch::Verify);
    assert_eq!((quarantine.len(), failing), (1, 1));
    assert_eq!(missing, ["films@1->2/backfill"]);
    assert!(receipt_of(&store, &films()).is_none());
    assert!(receipt_of(&store, &reels()).is_some(), "one table doesn't wait for another");
    // The other table is narrowed, and this one not.
    let (_, _, missing) = incomplete(&store, Stretch::Narrow);
    assert_eq!(missing, ["films@1->2/backfill", "films@1->2/verify"]);
    let live = run(store.deployed()).unwrap().unwrap().manifest;
    assert_eq!(live.tables[&reels()].phase, TablePhase::Narrowed);
    assert_eq!(live.tables[&films()].phase, TablePhase::Widened { old: VersionNumber(1) });
}

#[test]
fn narrow_withdraws_a_receipt_that_is_contradicted_and_migrates_nothing_by_itself() {
    let declaration = declaration();
    let store = first(&declaration, 3);
    done(&store, Stretch::Apply);
    done(&store, Stretch::Verify);
    store.insert(&films(), &[old_film(Some("late"), "Maya")]).unwrap();
    let (stand, steps) = part(&store, Stretch::Narrow);
    let Stand::Incomplete { missing, .. } = stand else { panic!("{stand:?}") };
    let missing: Vec<_> = missing.iter().map(|step| step.id.to_string()).collect();
    assert_eq!(missing, ["films@1->2/backfill", "films@1->2/verify"]);
    assert_eq!(steps, ["withdrawn", "reels@1->2/narrow"]);
    assert!(receipt_of(&store, &films()).is_none());
    done(&store, Stretch::Apply);
    done(&store, Stretch::Verify);
    done(&store, Stretch::Narrow);
    assert_narrowed(&store, &declaration);
}
