<?php
/**
 * Plugin Name:       poisk
 * Description:       Sends published posts to a poisk server, takes them back when they are no longer public, and shows its search box.
 * Version:           0.1.0
 * Requires at least: 6.5
 * Requires PHP:      8.1
 * License:           MIT
 * Text Domain:       poisk
 * Domain Path:       /languages
 */

namespace Poisk;

defined('ABSPATH') || exit;

require_once __DIR__ . '/includes/settings.php';
require_once __DIR__ . '/includes/posts.php';
require_once __DIR__ . '/includes/queue.php';
require_once __DIR__ . '/includes/sender.php';
require_once __DIR__ . '/includes/notice.php';
require_once __DIR__ . '/includes/box.php';

/** The event of wp-cron that sends what waits. */
const SEND_EVENT = 'poisk_send';

add_action('init', function (): void {
    load_plugin_textdomain('poisk', false, basename(__DIR__) . '/languages');
    create_table();
    register_box();
});

// Comes behind the terms and the metadata of a post, also when a scheduled post is published and when one goes to the
// trash.
add_action('wp_after_insert_post', function (int $id, \WP_Post $post, bool $update, ?\WP_Post $before): void {
    note_change($post, $before);
}, 10, 4);

add_action('before_delete_post', function (int $id, \WP_Post $post): void {
    note_change(null, $post);
}, 10, 2);

add_action('shutdown', __NAMESPACE__ . '\\send_noted');
add_action(SEND_EVENT, __NAMESPACE__ . '\\send_waiting');

add_action('admin_menu', __NAMESPACE__ . '\\add_settings_page');
add_action('admin_init', __NAMESPACE__ . '\\register_settings');
add_action('admin_post_poisk_fill', __NAMESPACE__ . '\\answer_fill');
add_action('admin_notices', __NAMESPACE__ . '\\print_notice');

// The request that activates the plugin is past `init`; a site that a network gets later is never activated.
register_activation_hook(__FILE__, __NAMESPACE__ . '\\create_table');

register_deactivation_hook(__FILE__, function (): void {
    wp_clear_scheduled_hook(SEND_EVENT);
});
