//! What the ledger keeps of how each step was begun, and of the programs that went on with it.

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::start::{Start, StepRules};
use crate::step::StepKey;

/// How a step was begun, as the ledger has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepStart {
    /// The step.
    pub step: StepKey,
    /// The rules by which its first document was migrated.
    pub rules: StepRules,
    /// The programs that have migrated its documents, one section after the other.
    pub sections: Vec<Section>,
    /// How many documents it has migrated, in all passes.
    pub carried: u64,
}

/// From when on a program was the one that migrates a step's documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Section {
    /// The digest of the program.
    pub program: Digest,
    /// How many documents the step had migrated before.
    pub since: u64,
}

/// How many documents a program has migrated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProgramShare {
    /// The digest of the program.
    pub program: Digest,
    /// How many.
    pub carried: u64,
}

impl StepStart {
    /// The programs that have migrated documents of the step, in the order in which they came, with
    /// how many. Documents from before the ledger kept programs are nobody's.
    pub fn shares(&self) -> Vec<ProgramShare> {
        let ends = self.sections.iter().skip(1).map(|next| next.since).chain([self.carried]);
        let mut shares = Vec::new();
        for (Section { program, since }, end) in self.sections.iter().zip(ends) {
            let carried = end.saturating_sub(*since);
            ProgramShare { program: program.clone(), carried }.add_to(&mut shares);
        }
        shares
    }

    /// The program that has migrated the step's last document, if anybody knows.
    pub fn last_program(&self) -> Option<&Digest> {
        let wrote = |section: &&Section| section.since < self.carried;
        self.sections.iter().rev().find(wrote).map(|section| &section.program)
    }
}

impl ProgramShare {
    /// Adds what a program has done to the others' shares and its own.
    pub(crate) fn add_to(self, shares: &mut Vec<Self>) {
        match shares.iter_mut().find(|share| share.program == self.program) {
            Some(share) => share.carried += self.carried,
            None if self.carried > 0 => shares.push(self),
            None => {}
        }
    }
}

/// What a store keeps for a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Noted {
    pub(crate) rules: StepRules,
    pub(crate) sections: Vec<Section>,
}

impl Noted {
    /// What is kept once a step that has migrated `carried` documents goes on with `start`.
    pub(crate) fn after(before: Option<Self>, start: &Start, carried: u64) -> Self {
        let Start { rules, program } = start;
        let mut noted = match before {
            // No document follows the rules of before, so they may be any others.
            Some(before) if carried > 0 => before,
            Some(_) | None => Self { rules: rules.clone(), sections: Vec::new() },
        };
        // Whoever has migrated nothing needn't be kept, so there are no more sections than documents.
        while noted.sections.last().is_some_and(|last| last.since >= carried) {
            noted.sections.pop();
        }
        if noted.sections.last().is_none_or(|last| last.program != *program) {
            noted.sections.push(Section { program: program.clone(), since: carried });
        }
        noted
    }

    pub(crate) fn start(self, step: StepKey, carried: u64) -> StepStart {
        let Self { rules, sections } = self;
        StepStart { step, rules, sections, carried }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::step;

    fn start(program: &str) -> Start {
        Start { rules: StepRules::default(), program: Digest::of(program) }
    }

    fn share(program: &str, carried: u64) -> ProgramShare {
        ProgramShare { program: Digest::of(program), carried }
    }

    #[test]
    fn each_program_has_what_it_has_migrated() {
        let mut noted = None;
        for (program, carried) in
            [("a", 0), ("a", 5), ("b", 5), ("c", 5), ("c", 7), ("a", 7), ("b", 10), ("a", 10)]
        {
            noted = Some(Noted::after(noted, &start(program), carried));
        }
        let noted = noted.unwrap();
        let since: Vec<_> = noted.sections.iter().map(|section| section.since).collect();
        assert_eq!(since, [0, 5, 7]);
        let step = noted.start(step(), 11);
        assert_eq!(step.shares(), [share("a", 9), share("c", 2)]);
        assert_eq!(step.last_program(), Some(&Digest::of("a")));
    }

    #[test]
    fn what_was_migrated_before_anybody_noted_it_is_nobodys() {
        let noted = Noted::after(None, &start("a"), 5);
        assert_eq!(noted.clone().start(step(), 5).shares(), []);
        assert_eq!(noted.clone().start(step(), 5).last_program(), None);
        assert_eq!(noted.start(step(), 6).shares(), [share("a", 1)]);
    }
}
