/**
 * Resolves a template's values as CloudFormation does in a deployment: text, with a made-up account and region. The
 * address of another resource is `<logical id>` (Ref) or `<logical id.Attribute>` (Fn::GetAtt).
 */

export const ACCOUNT = "123456789012";
export const REGION = "eu-central-1";

const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  "AWS::AccountId": ACCOUNT,
  "AWS::Region": REGION,
  "AWS::Partition": "aws",
  "AWS::URLSuffix": "amazonaws.com",
  "AWS::StackName": "poisk",
};

/** The text of a value that is text when it is deployed; `region` where it is not the default one. */
export function deployedText(value: unknown, region: string = REGION): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const [[name, argument]] = Object.entries(value as object) as [[string, unknown]];
  if (name === "Ref")
    return argument === "AWS::Region" ? region : (PSEUDO_PARAMETERS[String(argument)] ?? `<${argument}>`);
  if (name === "Fn::GetAtt") return `<${(argument as readonly string[]).join(".")}>`;
  if (name === "Fn::Join") {
    const [separator, parts] = argument as [string, readonly unknown[]];
    return parts.map((part) => deployedText(part, region)).join(separator);
  }
  if (name === "Fn::Sub") {
    return String(argument).replace(/\$\{([\w:]+)\}/g, (_, reference: string) =>
      deployedText({ Ref: reference }, region),
    );
  }
  if (name === "Fn::Select") {
    const [index, value] = argument as [number, { readonly "Fn::Split": readonly [string, unknown] }];
    const [separator, text] = value["Fn::Split"];
    return deployedText(text, region).split(separator)[index] ?? "";
  }
  throw new Error(`What ${name} makes is not known here.`);
}

/** The values of a tree, with every function of CloudFormation in it replaced by its text. */
export function deployedTree(value: unknown, region: string = REGION): unknown {
  if (Array.isArray(value)) return value.map((item) => deployedTree(item, region));
  if (typeof value !== "object" || value === null) return value;
  const names = Object.keys(value);
  if (names.length === 1 && /^(?:Ref$|Fn::)/.test(names[0] ?? "")) return deployedText(value, region);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, deployedTree(item, region)]));
}

/** Tells whether a text matches a pattern of IAM, in which `*` stands for any text and `?` for a character. */
export function isLike(text: string, pattern: string): boolean {
  const source = pattern
    .split(/([*?])/)
    .map((part) => (part === "*" ? ".*" : part === "?" ? "." : part.replace(/[\\^$.|+()[\]{}]/g, "\\$&")))
    .join("");
  return new RegExp(`^${source}$`, "s").test(text);
}
