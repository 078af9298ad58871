<?php
/** Which posts are public, and what of them is sent. */

namespace Poisk;

defined('ABSPATH') || exit;

/** @return string[] */
function post_types(): array {
    return (array) apply_filters('poisk_post_types', ['post']);
}

function is_public(?\WP_Post $post): bool {
    return $post !== null && $post->post_status === 'publish' && $post->post_password === ''
        && in_array($post->post_type, post_types(), true);
}

/** A post as docs/uploads.md of poisk describes an article in JSON. */
function article(\WP_Post $post): array {
    $before = $GLOBALS['post'] ?? null;
    // Blocks and other plugins ask for the post that is shown.
    $GLOBALS['post'] = $post;
    setup_postdata($post);
    try {
        $text = apply_filters('the_content', $post->post_content);
    } finally {
        $GLOBALS['post'] = $before;
        if ($before instanceof \WP_Post) setup_postdata($before);
    }
    return array_filter([
        'id'      => "wp-{$post->ID}",
        'title'   => html_entity_decode(get_the_title($post), ENT_QUOTES | ENT_HTML5, 'UTF-8'),
        'lead'    => $post->post_excerpt,
        'text'    => $text,
        'url'     => get_permalink($post),
        'date'    => get_post_datetime($post)->format(DATE_ATOM),
        'author'  => get_the_author_meta('display_name', (int) $post->post_author),
        'source'  => html_entity_decode(get_bloginfo('name'), ENT_QUOTES | ENT_HTML5, 'UTF-8'),
        'image'   => (string) get_the_post_thumbnail_url($post, 'full'),
        'section' => names_of($post, 'category')[0] ?? '',
        'tags'    => [...array_slice(names_of($post, 'category'), 1), ...names_of($post, 'post_tag')],
    ]);
}

/** The names of a post's terms as a reader sees them; without the category that WordPress gives to posts that have none. */
function names_of(\WP_Post $post, string $taxonomy): array {
    $terms = get_the_terms($post, $taxonomy);
    if (!is_array($terms)) return [];
    $named = array_filter($terms, fn($term) => $taxonomy !== 'category' || $term->term_id !== (int) get_option('default_category'));
    return array_values(array_map(fn($term) => html_entity_decode($term->name, ENT_QUOTES | ENT_HTML5, 'UTF-8'), $named));
}
