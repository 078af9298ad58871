<?php
/** Sends what waits. What the server cannot take now waits on, for longer after each failure; what it refuses is told to the editors. */

namespace Poisk;

defined('ABSPATH') || exit;

/** How often sending failed in a row, until when it rests, and why. */
const PAUSE = 'poisk_pause';

/** Pauses double up to the longest. Untuned, as all times here. */
const SHORTEST_PAUSE_S = MINUTE_IN_SECONDS;
const LONGEST_PAUSE_S = HOUR_IN_SECONDS;

/** An editor waits no longer than that, where PHP cannot answer before its end. */
const TIMEOUT_AT_ONCE_S = 3;
const TIMEOUT_S = 15;
const BUDGET_AT_ONCE_S = 3;
const BUDGET_S = 20;

/** Statuses that say that the post is wrong, and not the time, the settings or the server. */
const REFUSING_STATUSES = [400, 413, 415, 422];

/** @return array{failures: int, until: int, reason: string} */
function pause_of_sending(): array {
    return array_merge(['failures' => 0, 'until' => 0, 'reason' => ''], (array) get_option(PAUSE, []));
}

/** Sends what this request has noted, behind its answer where PHP can do that. */
function send_noted(): void {
    if (empty($GLOBALS['poisk_has_noted'])) return;
    $GLOBALS['poisk_has_noted'] = false;
    if (function_exists('fastcgi_finish_request')) fastcgi_finish_request();
    elseif (function_exists('litespeed_finish_request')) litespeed_finish_request();
    send_waiting(BUDGET_AT_ONCE_S, TIMEOUT_AT_ONCE_S);
}

/** Sends until nothing waits, the time is over, or a request failed; the rest is sent by wp-cron. */
function send_waiting(int $budget = BUDGET_S, int $timeout = TIMEOUT_S): void {
    global $wpdb;
    if (!is_set_up()) return;
    $lock = 'poisk ' . substr(md5(DB_NAME . table()), 0, 16);
    $end = microtime(true) + $budget;
    // Of two that send the same post, the one that read it earlier could come last.
    if (pause_of_sending()['until'] <= time() && $wpdb->get_var($wpdb->prepare('SELECT GET_LOCK(%s, 0)', $lock)) === '1') {
        try {
            while (microtime(true) < $end && ($row = next_row()) !== null && send_row($row, $timeout));
        } finally {
            $wpdb->query($wpdb->prepare('SELECT RELEASE_LOCK(%s)', $lock));
        }
    }
    if (count_waiting() > 0) schedule_sending(max(pause_of_sending()['until'], time() + 1));
}

/** Whether the server answered for this post, by taking or by refusing it. */
function send_row(object $row, int $timeout): bool {
    clean_post_cache((int) $row->post_id);
    $post = get_post((int) $row->post_id);
    $present = is_public($post) ? get_permalink($post) : null;
    $gone = array_diff(addresses_of($row), [$present]);
    if ($present === null && $gone === []) $gone = [null];
    foreach ($gone as $address) {
        $reason = request('DELETE', $row, $timeout, $address === null ? [] : ['x-amz-meta-url' => $address]);
        if ($reason === null) return false;
        if ($reason !== '') return note_answer($row, addresses_of($row), $reason);
    }
    if ($present === null) return note_answer($row, [], '');
    $reason = request('PUT', $row, $timeout, ['Content-Type' => 'application/json'], article($post));
    if ($reason === null) return false;
    return note_answer($row, [$present], $reason);
}

function note_answer(object $row, array $addresses, string $refusal): bool {
    note_done($row, $addresses, $refusal);
    delete_option(PAUSE);
    return true;
}

/** Why the server refuses the post, nothing where it took it; null where it has to be sent again. */
function request(string $method, object $row, int $timeout, array $headers, ?array $article = null): ?string {
    $settings = settings();
    $answer = wp_remote_request("{$settings['server']}/articles/{$settings['prefix']}{$row->post_id}.json", [
        'method'      => $method,
        'headers'     => $headers + ['Authorization' => "Bearer {$settings['token']}"] + zone_header(),
        'body'        => $article === null ? null : wp_json_encode($article, JSON_INVALID_UTF8_SUBSTITUTE),
        'timeout'     => $timeout,
        // Another host must not learn the token.
        'redirection' => 0,
    ]);
    $status = is_wp_error($answer) ? 0 : (int) wp_remote_retrieve_response_code($answer);
    $body = is_wp_error($answer) ? [] : (array) json_decode(wp_remote_retrieve_body($answer), true);
    if ($status === 202) return hidden_reason($body);
    $reason = is_wp_error($answer) ? $answer->get_error_message() : trim("$status " . (string) ($body['detail'] ?? ''));
    if (in_array($status, REFUSING_STATUSES, true)) return $reason;
    note_failure($row);
    $failures = pause_of_sending()['failures'] + 1;
    $pause = min(LONGEST_PAUSE_S, SHORTEST_PAUSE_S * 2 ** min(16, $failures - 1));
    update_option(PAUSE, ['failures' => $failures, 'until' => time() + $pause, 'reason' => $reason], false);
    return null;
}

/** An offset such as +05:00 is no name of a zone; times are sent with their offset anyway. */
function zone_header(): array {
    $zone = wp_timezone_string();
    return preg_match('/^[A-Z]/', $zone) ? ['x-amz-meta-zone' => $zone] : [];
}

/** Why an article that the server took is found nowhere, if it says so. */
function hidden_reason(array $answer): string {
    foreach ((array) ($answer['rejected'] ?? []) as $part) {
        if (in_array($part['code'] ?? '', ['taken-down', 'removed-since'], true)) return (string) ($part['reason'] ?? $part['code']);
    }
    return '';
}
