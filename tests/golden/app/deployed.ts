// Generated from the declared versions and the receipts, do not edit.
// To change it, change the Rust declarations and run `generate`.
//
// Which version of each table `schema.ts` stands for. Where there is a
// `widenedFrom`, documents of that version and of all since are accepted too.

/* eslint-disable */

export const deployed = {
  teams: {
    amendments: 3,
    hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    version: 1,
  },
  users: {
    amendments: 0,
    hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    version: 2,
    widenedFrom: 1,
  },
};
