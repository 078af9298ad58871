<?php
/** Removes all that the plugin keeps. What it has sent stays with the server. */

defined('WP_UNINSTALL_PLUGIN') || exit;

(function (): void {
    global $wpdb;
    $sites = is_multisite() ? get_sites(['fields' => 'ids', 'number' => 0]) : [get_current_blog_id()];
    foreach ($sites as $site) {
        if (is_multisite()) switch_to_blog($site);
        $wpdb->query("DROP TABLE IF EXISTS {$wpdb->prefix}poisk_posts");
        foreach (['poisk_settings', 'poisk_pause', 'poisk_table'] as $option) delete_option($option);
        wp_clear_scheduled_hook('poisk_send');
        if (is_multisite()) restore_current_blog();
    }
})();
