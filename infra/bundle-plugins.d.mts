/** Types of bundle-plugins.mjs for who tests it. */
export function keepOneStemmer(source: string, language: string): string;
export function usePlainFields(source: string): string;
