export * from "../notes/notes";
