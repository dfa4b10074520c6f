// Generated from the declared versions and the receipts, do not edit.
// To change it, change the Rust declarations and run `generate`.
//
// Which version of each table `schema.ts` stands for. Where there is a
// `widenedFrom`, documents of that version and of all since are accepted too.

/* eslint-disable */

export const deployed = {
  tasks: {
    amendments: 0,
    hash: "58f326dd43f88a0632e2d7756697884f33711691a476620de63b370529ef3e68",
    version: 2,
    widenedFrom: 1,
  },
};
