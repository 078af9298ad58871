/**
 * The CDK app: one stack, held to the rules of cdk-nag (AwsSolutions).
 */
import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { acknowledgeFindings } from "./nag-findings.ts";
import { SearchStack } from "./search-stack.ts";
import { readStackSettings, type StackContext } from "./stack-settings.ts";

export interface SearchAppOptions {
  /** Beside what the command line of CDK gives. */
  readonly context?: StackContext;
  /** Where the templates go; by default where the command line of CDK says. */
  readonly outdir?: string;
}

/** Throws what is wrong with the context. */
export function createSearchApp({ context = {}, outdir }: SearchAppOptions = {}): App {
  const app = new App({ context: { ...context }, ...(outdir === undefined ? {} : { outdir }) });
  const settings = readStackSettings(app.node.getAllContext());
  const stack = new SearchStack(app, settings, { env: accountOf(process.env) });
  acknowledgeFindings(stack, settings);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

/** As the command line of CDK found them in the owner's profile; none where nothing is deployed. */
function accountOf({ CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region }: NodeJS.ProcessEnv) {
  return account === undefined || region === undefined ? {} : { account, region };
}
