/**
 * The program that the command line of CDK runs (cdk.json).
 */
import { createSearchApp } from "./search-app.ts";

createSearchApp().synth();
