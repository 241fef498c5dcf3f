package dev.emotion.cli.serve;

/** Why a request gets no result: the status and one line for the client. */
final class HttpFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  HttpFault(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}
