<?php
/**
 * The table of the posts that were sent or wait to be. A row says that a post waits, and never how it is: that is read
 * when it is sent, so that the newest state alone is. It also has the addresses under which readers may find the post:
 * those that are no longer its own are removed.
 */

namespace Poisk;

defined('ABSPATH') || exit;

/** The version of the table. */
const TABLE_VERSION = 'poisk_table';

/** What is sent first. */
const REMOVAL = 0;
const CHANGE = 1;
const FILLING = 2;

function table(): string {
    return $GLOBALS['wpdb']->prefix . 'poisk_posts';
}

/** Makes the table where there is none, on each site of a network too. */
function create_table(): void {
    global $wpdb;
    if (get_option(TABLE_VERSION) === '1') return;
    $wpdb->query(
        'CREATE TABLE IF NOT EXISTS ' . table() . " (
            post_id bigint(20) unsigned NOT NULL,
            addresses text NOT NULL,
            is_waiting tinyint NOT NULL,
            kind tinyint NOT NULL,
            attempts int unsigned NOT NULL DEFAULT 0,
            version int unsigned NOT NULL DEFAULT 0,
            refusal text NOT NULL,
            PRIMARY KEY (post_id),
            KEY waiting (is_waiting, kind)
        ) {$wpdb->get_charset_collate()}",
    );
    if ($wpdb->last_error === '') update_option(TABLE_VERSION, '1');
}

/** Notes that a post has changed, if it is public or was. */
function note_change(?\WP_Post $post, ?\WP_Post $before): void {
    global $wpdb;
    $id = ($post ?? $before)->ID;
    $row = $wpdb->get_row($wpdb->prepare('SELECT addresses FROM ' . table() . ' WHERE post_id = %d', $id));
    if (!is_public($post) && !is_public($before) && $row === null) return;
    $addresses = addresses_of($row);
    if (is_public($before)) $addresses[] = get_permalink($before);
    $written = implode("\n", array_unique($addresses));
    $kind = is_public($post) ? CHANGE : REMOVAL;
    $wpdb->query($wpdb->prepare(
        'INSERT INTO ' . table() . " (post_id, addresses, is_waiting, kind, refusal) VALUES (%d, %s, 1, %d, '')
            ON DUPLICATE KEY UPDATE addresses = VALUES(addresses), is_waiting = 1, kind = VALUES(kind), attempts = 0,
            version = version + 1, refusal = ''",
        $id, $written, $kind,
    ));
    $GLOBALS['poisk_has_noted'] = true;
}

/** Notes all public posts, and those that were sent, for the first filling. */
function note_all(): void {
    global $wpdb;
    $types = post_types();
    $places = implode(', ', array_fill(0, count($types), '%s'));
    $wpdb->query($wpdb->prepare('UPDATE ' . table() . ' SET kind = IF(is_waiting = 1, kind, %d), is_waiting = 1, version = version + 1', FILLING));
    if ($types !== []) {
        $wpdb->query($wpdb->prepare(
            'INSERT IGNORE INTO ' . table() . " (post_id, addresses, is_waiting, kind, refusal)
                SELECT ID, '', 1, %d, '' FROM {$wpdb->posts}
                WHERE post_status = 'publish' AND post_password = '' AND post_type IN ($places)",
            FILLING, ...$types,
        ));
    }
    schedule_sending(time());
}

/** @return string[] */
function addresses_of(?object $row): array {
    return $row === null || $row->addresses === '' ? [] : explode("\n", $row->addresses);
}

/** The row that is sent next: removals first, the newest post first; one that failed often is behind all others. */
function next_row(): ?object {
    global $wpdb;
    return $wpdb->get_row('SELECT * FROM ' . table() . ' WHERE is_waiting = 1 ORDER BY attempts > 5, kind, attempts, post_id DESC LIMIT 1');
}

/** Notes how the post was sent; a change since then still waits. */
function note_done(object $row, array $addresses, string $refusal): void {
    global $wpdb;
    $wpdb->query($wpdb->prepare(
        'UPDATE ' . table() . ' SET is_waiting = 0, attempts = 0, addresses = %s, refusal = %s WHERE post_id = %d AND version = %d',
        implode("\n", $addresses), $refusal, $row->post_id, $row->version,
    ));
    $wpdb->query('DELETE FROM ' . table() . " WHERE is_waiting = 0 AND addresses = '' AND refusal = ''");
}

function note_failure(object $row): void {
    global $wpdb;
    $wpdb->query($wpdb->prepare('UPDATE ' . table() . ' SET attempts = attempts + 1 WHERE post_id = %d', $row->post_id));
}

function count_waiting(): int {
    return (int) $GLOBALS['wpdb']->get_var('SELECT COUNT(*) FROM ' . table() . ' WHERE is_waiting = 1');
}

function schedule_sending(int $time): void {
    $planned = wp_next_scheduled(SEND_EVENT);
    if ($planned !== false && $planned <= $time) return;
    wp_clear_scheduled_hook(SEND_EVENT);
    wp_schedule_single_event($time, SEND_EVENT);
}
