// The two ways in which the server refuses: an error that a function meets (and may catch), and one
// that no function sees because it never ran or its transaction couldn't be committed.

/** An error inside of a function. Clients of a production deployment don't get to read its text. */
export class DeveloperError extends Error {
  /** @param code what the server calls it, e.g. `SchemaEnforcementError` */
  constructor(code, message) {
    super(message);
    this.name = "Error";
    this.code = code;
  }
}

const STATUS = {
  badRequest: 400,
  unauthenticated: 401,
  forbidden: 403,
  notFound: 404,
  rateLimited: 429,
  overloaded: 503,
  occ: 503,
  rejectedBeforeExecution: 503,
  internal: 500,
};

// A client that is told to come again does so after a while; one that broke the rules is told
// in a message instead, and the frame carries no code.
const CLOSE_AGAIN = 1013;
const CLOSE_NORMAL = 1000;
const CLOSE_ERROR = 1011;
const CLOSE = {
  badRequest: undefined,
  unauthenticated: undefined,
  forbidden: CLOSE_NORMAL,
  notFound: CLOSE_NORMAL,
  rateLimited: CLOSE_AGAIN,
  overloaded: CLOSE_AGAIN,
  occ: CLOSE_AGAIN,
  rejectedBeforeExecution: CLOSE_AGAIN,
  internal: CLOSE_ERROR,
};

/** An error of the server itself: an HTTP status with `{code, message}`, or the end of a socket. */
export class SystemError extends Error {
  constructor(kind, code, message) {
    super(message);
    this.kind = kind;
    this.code = code;
  }

  get status() {
    return STATUS[this.kind];
  }

  get close() {
    return CLOSE[this.kind];
  }

  /** Whether a client over a socket is told the text before the socket is closed. */
  get fatal() {
    return ["badRequest", "forbidden"].includes(this.kind);
  }
}
