package dev.emotion.cli.serve;

/** Why a request gets no result: the status and one line for the client. */
final class HttpError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String member;

  HttpError(int status, String message) {
    this(status, message, "error");
  }

  /**
   * A fault that the answer calls otherwise.
   *
   * @param member of the JSON object that holds the message
   */
  HttpError(int status, String message, String member) {
    super(message);
    this.status = status;
    this.member = member;
  }

  int status() {
    return status;
  }

  String member() {
    return member;
  }
}
