// Generated from the declared versions and the receipts, do not edit.
// To change it, change the Rust declarations and run `generate`.
//
// Which version of each table `schema.ts` stands for. Where there is a
// `widenedFrom`, documents of that version and of all since are accepted too.

/* eslint-disable */

export const deployed = {
  users: {
    amendments: 0,
    hash: "53c34523f5072f287116e01a8662fffc224a981cb967448869a6d6be439d4bfb",
    version: 2,
    widenedFrom: 1,
  },
};
