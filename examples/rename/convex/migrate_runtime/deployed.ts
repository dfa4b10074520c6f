// Generated from the declared versions and the receipts, do not edit.
// To change it, change the Rust declarations and run `generate`.
//
// Which version of each table `schema.ts` stands for. Where there is a
// `widenedFrom`, documents of that version and of all since are accepted too.

/* eslint-disable */

export const deployed = {
  users: {
    amendments: 0,
    hash: "b62409c877b7d1341b5273bf849383f1f7e23f52debfaba439706a81c96bf5c6",
    version: 2,
    widenedFrom: 1,
  },
};
