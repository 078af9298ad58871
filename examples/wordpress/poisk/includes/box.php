<?php
/** The search box, as the shortcode [poisk] and as a block. */

namespace Poisk;

defined('ABSPATH') || exit;

/** What both may set, as docs/widget.md of poisk describes it. */
const BOX_ATTRIBUTES = ['mode', 'results-page', 'placeholder', 'label', 'theme', 'page-size'];

function register_box(): void {
    add_shortcode('poisk', fn (mixed $given): string => box(is_array($given) ? $given : []));
    register_block_type(dirname(__DIR__) . '/block', [
        'render_callback' => fn (array $given): string => sprintf(
            '<div %s>%s</div>',
            get_block_wrapper_attributes(),
            box(['mode' => $given['mode'] ?? '', 'results-page' => $given['resultsPage'] ?? '']),
        ),
    ]);
    wp_set_script_translations('poisk-search-editor-script', 'poisk', dirname(__DIR__) . '/languages');
    // The box draws the focus of its field; themes draw a second one around the element.
    wp_register_style('poisk', false, [], null);
    wp_add_inline_style('poisk', 'poisk-search { display: block; min-height: 46px; outline: none; }');
}

function box(array $given): string {
    $server = settings()['server'];
    if ($server === '') return '';
    wp_enqueue_script_module('poisk', "$server/widget.js", [], null);
    wp_enqueue_style('poisk');
    $written = sprintf(' endpoint="%s"', esc_url($server));
    foreach (BOX_ATTRIBUTES as $name) {
        $value = (string) ($given[$name] ?? '');
        if ($value !== '') $written .= sprintf(' %s="%s"', $name, $name === 'results-page' ? esc_url($value) : esc_attr($value));
    }
    if (($given['mode'] ?? '') === 'page') $written .= ' sync-url';
    return sprintf('<poisk-search%s><a href="%s">%s</a></poisk-search>', $written, esc_url("$server/"), esc_html__('Search', 'poisk'));
}
