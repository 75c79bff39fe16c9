package io.raftkv.server.observe;

/**
 * What a page answers.
 *
 * @param status HTTP's number, 200 when all is well
 * @param contentType the media type of {@code body}
 * @param body the text, sent as UTF-8
 */
public record HttpAnswer(int status, String contentType, String body) {

    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain; charset=utf-8";

    /** One JSON value. */
    public static HttpAnswer json(int status, String body) {
        return new HttpAnswer(status, JSON, body);
    }

    /** Plain text for people; a line feed is added. */
    public static HttpAnswer text(int status, String line) {
        return new HttpAnswer(status, TEXT, line + "\n");
    }
}
