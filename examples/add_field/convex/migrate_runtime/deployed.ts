// Generated from the declared versions and the receipts, do not edit.
// To change it, change the Rust declarations and run `generate`.
//
// Which version of each table `schema.ts` stands for. Where there is a
// `widenedFrom`, documents of that version and of all since are accepted too.

/* eslint-disable */

export const deployed = {
  posts: {
    amendments: 0,
    hash: "09d7475109a16bf47ede5846f7fb8baa59383e81ef4189aa44215d7f3fd0bc82",
    version: 2,
    widenedFrom: 1,
  },
};
