<?php
// What docs/push.md calls of WordPress, as its reference (developer.wordpress.org/reference) describes it.

final class WP_Post {
    public string $post_type = 'post';
    public string $post_status = 'publish';
    public string $post_password = '';
    public string $post_title = '';
    public string $post_excerpt = '';
    public string $post_content = '';
    public string $post_date = '2026-11-29 09:40:00';
    public int|string $post_author = '1';

    public function __construct(public int $ID, array $fields = []) {
        foreach ($fields as $name => $value) $this->$name = $value;
    }
}

final class WP_Error {
    public function __construct(private string $message) {}
    public function get_error_message(): string { return $this->message; }
}

$actions = [];

function add_action(string $hook, callable $callback, int $priority = 10, int $accepted_args = 1): bool {
    $GLOBALS['actions'][$hook][] = [$callback, $accepted_args];
    return true;
}

function do_action(string $hook, mixed ...$arguments): void {
    foreach ($GLOBALS['actions'][$hook] ?? [] as [$callback, $accepted]) $callback(...array_slice($arguments, 0, $accepted));
}

function apply_filters(string $hook, string $value): string {
    return trim(preg_replace('/<!-- \/?wp:[^>]* -->/', '', $value));
}

function wp_json_encode(mixed $value): string|false { return json_encode($value); }
function is_wp_error(mixed $value): bool { return $value instanceof WP_Error; }
function get_permalink(WP_Post $post): string { return "https://news.example/{$post->ID}/"; }
function get_the_author_meta(string $field, int $author): string { return $author === 1 ? 'Анна Белых' : ''; }

function get_post_datetime(WP_Post $post): DateTimeImmutable|false {
    return new DateTimeImmutable($post->post_date, new DateTimeZone('Europe/Moscow'));
}

function wp_remote_request(string $url, array $args): array|WP_Error {
    $headers = array_map(fn ($name, $value) => "$name: $value", array_keys($args['headers']), $args['headers']);
    $context = stream_context_create(['http' => [
        'method' => $args['method'], 'header' => $headers, 'content' => (string) $args['body'],
        'timeout' => $args['timeout'], 'ignore_errors' => true,
    ]]);
    $body = @file_get_contents($url, false, $context);
    if ($body === false) return new WP_Error('No answer.');
    preg_match('/^HTTP\/\S+ (\d+)/', $http_response_header[0], $status);
    return ['body' => $body, 'response' => ['code' => (int) $status[1]]];
}

function wp_remote_retrieve_response_code(array|WP_Error $answer): int|string {
    return is_wp_error($answer) ? '' : $answer['response']['code'];
}

function wp_remote_retrieve_body(array|WP_Error $answer): string {
    return is_wp_error($answer) ? '' : $answer['body'];
}
