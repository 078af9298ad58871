<?php
/** Tells the editors how many posts wait, and what the server refused. */

namespace Poisk;

defined('ABSPATH') || exit;

function print_notice(): void {
    global $wpdb;
    if (!current_user_can('edit_others_posts')) return;
    $lines = [];
    $waiting = count_waiting();
    if ($waiting > 0) {
        /* translators: %s: a number of posts. */
        $line = sprintf(__('Posts that wait to be sent: %s.', 'poisk'), number_format_i18n($waiting));
        $reason = is_set_up() ? pause_of_sending()['reason'] : __('The server or the token is not set.', 'poisk');
        /* translators: %s: why sending failed. */
        $lines[] = $reason === '' ? $line : $line . ' ' . sprintf(__('The last attempt failed: %s', 'poisk'), $reason);
    }
    $refused = $wpdb->get_results('SELECT post_id, refusal FROM ' . table() . " WHERE refusal <> '' ORDER BY post_id DESC LIMIT 5");
    foreach ($refused as $row) {
        /* translators: 1: title of a post, 2: why it was refused. */
        $lines[] = sprintf(__('The server refused “%1$s”: %2$s', 'poisk'), get_the_title((int) $row->post_id), $row->refusal);
    }
    foreach ($lines as $line) {
        printf('<div class="notice notice-warning"><p><strong>poisk</strong> %s</p></div>', esc_html(html_entity_decode($line, ENT_QUOTES | ENT_HTML5, 'UTF-8')));
    }
}
