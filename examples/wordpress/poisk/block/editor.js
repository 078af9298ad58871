/** The block in the editor: its two settings, and a field in the place of the box, which searches on the site alone. */
(({ blocks, blockEditor, components, element, i18n }) => {
  const { createElement } = element;
  const { __ } = i18n;

  blocks.registerBlockType("poisk/search", {
    edit: ({ attributes, setAttributes }) => {
      const mode = createElement(components.SelectControl, {
        label: __("Shown as", "poisk"),
        value: attributes.mode,
        options: [
          { value: "dropdown", label: __("A field with a list", "poisk") },
          { value: "page", label: __("A page of results", "poisk") },
        ],
        onChange: (value) => setAttributes({ mode: value }),
      });
      const resultsPage = createElement(components.TextControl, {
        label: __("Address of the page of results", "poisk"),
        value: attributes.resultsPage,
        onChange: (value) => setAttributes({ resultsPage: value }),
      });
      const panel = createElement(components.PanelBody, null, mode, resultsPage);
      return createElement(
        "div",
        blockEditor.useBlockProps(),
        createElement(blockEditor.InspectorControls, null, panel),
        createElement("input", { type: "search", disabled: true, placeholder: __("Search", "poisk") }),
      );
    },
    save: () => null,
  });
})(window.wp);
