// What goes wrong on request.

export class Faults {
  /** What a round trip takes beside the work. */
  latencyMs = 0;

  /** Makes a call. Gives its answer, or null where the connection was cut instead of an answer. */
  async around(_call, execute, _cut) {
    return execute();
  }
}
