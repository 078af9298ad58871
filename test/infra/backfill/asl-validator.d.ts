/** asl-validator 4.0.0 comes without types. */
declare module "asl-validator" {
  function validate(definition: object): { readonly isValid: boolean; readonly errors: readonly object[] };
  export = validate;
}
