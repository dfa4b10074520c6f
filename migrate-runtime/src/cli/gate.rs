//! `gate`: which receipts the committed schema waits for.

use schema_core::declaration::DroppedTable;
use schema_core::history::TableHistory;
use schema_core::name::TableName;
use schema_core::version::VersionName;
use serde_json::json;

use super::console::Tone;
use super::places::shown;
use super::session::Session;
use super::text::moment;
use super::tree::Tree;
use crate::exit::{Exit, Failure};
use crate::store::Receipt;

/// What a gate says of a table's newest version.
enum Says<'a> {
    /// It has nothing older that could be left.
    NothingOlder,
    /// There is a receipt.
    Proven(&'a Receipt),
    /// There is a receipt for something else under the same version.
    Other,
    /// There is none; the newest that there is.
    Missing(Option<&'a Receipt>),
}

pub(crate) fn gate(session: &Session<'_>) -> Result<Exit, Failure> {
    session.checked()?;
    let tree = Tree::read(session)?;
    let gates = &session.declaration.gates;
    if gates.is_empty() && !session.is_json() {
        session.console.tell("the schema names no gates, so it waits for nothing");
    }
    let names = tables(session).map(|(_, history, _)| history.newest().name.to_string().len());
    let width = names.max().unwrap_or_default();
    let mut shut = Vec::new();
    for gate in gates {
        if !session.is_json() {
            session.console.say(&session.console.tone_out(Tone::Strong, gate));
        }
        for (table, history, ends) in tables(session) {
            let name = &history.newest().name;
            let says = says(session, &tree, gate, (table, history, ends));
            let is_open = matches!(says, Says::NothingOlder | Says::Proven(_));
            print(session, gate, (name, width), &says);
            if !is_open {
                shut.push((gate, name));
            }
        }
    }
    let Some((gate, _)) = shut.first() else { return Ok(Exit::Done) };
    let waits: Vec<_> = shut.iter().map(|(gate, name)| format!("{name} on {gate}")).collect();
    let what = format!("no receipt is committed for {}", waits.join(", "));
    Err(Failure::new(Exit::Refused, "gate-shut", what)
        .say(format!(
            "receipts are files below {}, written by `ship` and committed; ship it with",
            shown(&session.places.receipts)
        ))
        .type_next(session.program.line(["ship", "--deployment", gate])))
}

/// The tables that can have something old, with whether they go away in the end.
fn tables<'a>(
    session: &'a Session<'_>,
) -> impl Iterator<Item = (&'a TableName, &'a TableHistory, bool)> {
    let declaration = session.declaration;
    let declared = declaration.tables.iter().map(|(table, history)| (table, history, false));
    let away = declaration.dropped.iter().filter_map(|(table, dropped)| match dropped {
        DroppedTable::CarriedAway { history, .. } => Some((table, &**history, true)),
        DroppedTable::Forget | DroppedTable::DeleteDocuments => None,
    });
    declared.chain(away)
}

fn says<'t>(
    session: &Session<'_>,
    tree: &'t Tree,
    gate: &str,
    (table, history, ends): (&TableName, &TableHistory, bool),
) -> Says<'t> {
    let newest = &history.newest().name;
    let of_table =
        |receipt: &&Receipt| receipt.deployment.as_str() == gate && receipt.name.table == *table;
    let hash = tree.versions(session).hash(table, newest.version);
    let receipts = || tree.receipts.iter().filter(of_table);
    let newest_receipts =
        || receipts().filter(|receipt| receipt.name == *newest && receipt.carried_away == ends);
    match newest_receipts().find(|receipt| receipt.new_hash == hash) {
        Some(receipt) => Says::Proven(receipt),
        None if newest_receipts().next().is_some() => Says::Other,
        None if history.versions().len() == 1 && !ends => Says::NothingOlder,
        None => Says::Missing(receipts().max_by_key(|receipt| receipt.name.version)),
    }
}

fn print(session: &Session<'_>, gate: &str, (name, width): (&VersionName, usize), says: &Says<'_>) {
    let console = &session.console;
    let is_open = matches!(says, Says::NothingOlder | Says::Proven(_));
    let held = match says {
        Says::Proven(receipt) | Says::Missing(Some(receipt)) => Some(receipt),
        Says::NothingOlder | Says::Other | Says::Missing(None) => None,
    };
    if session.is_json() {
        let line = json!({
            "gate": gate, "table": name.table.as_str(), "version": name.version.0, "open": is_open,
            "receipt": held.map(|receipt| receipt.name.to_string()),
            "verifiedAt": held.map(|receipt| receipt.verified_at),
        });
        console.out(&line.to_string());
        return;
    }
    let why = match says {
        Says::NothingOlder => "nothing older was declared".to_owned(),
        Says::Proven(receipt) => format!("receipt of {}", moment(receipt.verified_at)),
        Says::Other => "the receipt is for something else under this version".to_owned(),
        Says::Missing(Some(receipt)) => format!("no receipt; the newest is for {}", receipt.name),
        Says::Missing(None) => "no receipt".to_owned(),
    };
    let (word, tone) = if is_open { ("open", Tone::Good) } else { ("shut", Tone::Careful) };
    let word = console.tone_out(tone, word);
    console.say(&format!("  {word}  {:<width$}  {why}", name.to_string()));
}
