<?php
/** What the owner sets: the server, the token, and what the keys of the uploads begin with. */

namespace Poisk;

defined('ABSPATH') || exit;

const SETTINGS = 'poisk_settings';
const PAGE = 'poisk';
const NO_SETTINGS = ['server' => '', 'token' => '', 'prefix' => 'wordpress/'];

/** @return array{server: string, token: string, prefix: string} */
function settings(): array {
    return array_merge(NO_SETTINGS, (array) get_option(SETTINGS, []));
}

/** Whether there is a server to send to. */
function is_set_up(): bool {
    $settings = settings();
    return $settings['server'] !== '' && $settings['token'] !== '';
}

function register_settings(): void {
    register_setting(PAGE, SETTINGS, ['type' => 'array', 'sanitize_callback' => __NAMESPACE__ . '\\clean_settings']);
}

/** Checks what the form sent; what is wrong is told, and the former value stays. */
function clean_settings(mixed $given): array {
    $settings = settings();
    $given = is_array($given) ? $given : [];
    $server = untrailingslashit(trim((string) ($given['server'] ?? '')));
    $clean = esc_url_raw($server, ['http', 'https']);
    if ($clean === $server && ($server === '' || wp_parse_url($server, PHP_URL_HOST))) $settings['server'] = $server;
    else add_settings_error(SETTINGS, 'server', __('The address of the server must be such as https://search.example.', 'poisk'));
    // The form never shows the token: an empty field keeps it.
    $token = trim((string) ($given['token'] ?? ''));
    if ($token === '' || preg_match('/^poisk_[\w-]{43}$/', $token)) $settings['token'] = $token ?: $settings['token'];
    else add_settings_error(SETTINGS, 'token', __('A token begins with poisk_ and has 49 characters.', 'poisk'));
    $prefix = trim((string) ($given['prefix'] ?? $settings['prefix']));
    if (preg_match('#^(?:[\w.-]+/)*$#', $prefix) && !preg_match('#(?:^|/)\.\.?/#', $prefix)) $settings['prefix'] = $prefix;
    else add_settings_error(SETTINGS, 'prefix', __('What keys begin with must end with a slash, such as wordpress/.', 'poisk'));
    // What waits is tried again at once.
    delete_option(PAUSE);
    return $settings;
}

function add_settings_page(): void {
    add_options_page('poisk', 'poisk', 'manage_options', PAGE, __NAMESPACE__ . '\\print_settings_page');
}

function print_field(string $name, string $label, string $help, string $type, string $value): void {
    printf(
        '<tr><th scope="row"><label for="poisk-%1$s">%2$s</label></th><td>'
            . '<input class="regular-text" id="poisk-%1$s" name="%3$s[%1$s]" type="%4$s" value="%5$s" autocomplete="off">'
            . '<p class="description">%6$s</p></td></tr>',
        esc_attr($name), esc_html($label), esc_attr(SETTINGS), esc_attr($type), esc_attr($value), esc_html($help),
    );
}

function print_settings_page(): void {
    if (!current_user_can('manage_options')) return;
    $settings = settings();
    echo '<div class="wrap"><h1>poisk</h1><form method="post" action="options.php">';
    settings_fields(PAGE);
    echo '<table class="form-table" role="presentation">';
    print_field('server', __('Server', 'poisk'), __('The address of poisk, such as https://search.example.', 'poisk'), 'url', $settings['server']);
    $kept = $settings['token'] === '' ? '' : ' ' . __('A token is kept; leave the field empty to keep it.', 'poisk');
    print_field('token', __('Token', 'poisk'), __('The command “poisk token” prints one.', 'poisk') . $kept, 'password', '');
    print_field('prefix', __('Keys begin with', 'poisk'), __('As the token allows. It stays the same for good.', 'poisk'), 'text', $settings['prefix']);
    echo '</table>';
    submit_button();
    echo '</form>';
    if (is_set_up()) {
        printf('<h2>%s</h2><p>%s</p>', esc_html__('First filling', 'poisk'), esc_html__('Sends all public posts, the newest first, and takes back what is no longer public. No post is changed.', 'poisk'));
        printf('<form method="post" action="%s"><input type="hidden" name="action" value="poisk_fill">', esc_url(admin_url('admin-post.php')));
        wp_nonce_field('poisk_fill');
        submit_button(__('Send all posts', 'poisk'), 'secondary');
        echo '</form>';
    }
    echo '</div>';
}

/** Answers the button of the first filling. */
function answer_fill(): void {
    if (!current_user_can('manage_options')) wp_die(esc_html__('You may not do this.', 'poisk'), '', ['response' => 403]);
    check_admin_referer('poisk_fill');
    note_all();
    wp_safe_redirect(admin_url('options-general.php?page=' . PAGE));
    exit;
}
