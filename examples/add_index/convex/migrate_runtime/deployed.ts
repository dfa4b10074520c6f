// Generated from the declared versions and the receipts, do not edit.
// To change it, change the Rust declarations and run `generate`.
//
// Which version of each table `schema.ts` stands for. Where there is a
// `widenedFrom`, documents of that version and of all since are accepted too.

/* eslint-disable */

export const deployed = {
  channels: {
    amendments: 0,
    hash: "905572faeb8c6e81f5549ef351e5d2f35254e9654dc3002a9ad89ac915df9619",
    version: 1,
  },
  messages: {
    amendments: 0,
    hash: "b2ce3b4dd1b54693644ba142bd8960044b70731a657393171cd7f089b4919709",
    version: 1,
  },
};
