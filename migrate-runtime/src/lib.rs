//! Carries stored documents from one schema version to the next.
