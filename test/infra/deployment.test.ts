/**
 * Deploying, deleting and deploying again, against what AWS remembers in between (fake-account.ts).
 */
import { beforeAll, describe, expect, it } from "vitest";
import { ACCOUNT, REGION } from "./deployed-values.ts";
import { FakeAccount, type QueueNotification } from "./fake-account.ts";
import { type Synthesised, synthesise } from "./synthesised.ts";

const OWN = `poisk-${ACCOUNT}-${REGION}`;

let plain: Synthesised;
let restored: Synthesised;

beforeAll(async () => {
  plain = await synthesise();
  restored = await synthesise({ bucketName: OWN });
}, 120_000);

/** A notification of the uploads' prefix, as a release before 0038 left it in its bucket. */
const straightTo = (QueueArn: string, prefix = "articles/", suffix?: string): QueueNotification => ({
  QueueArn,
  Events: ["s3:ObjectCreated:*"],
  Filter: {
    Key: {
      FilterRules: [
        { Name: "Prefix", Value: prefix },
        ...(suffix === undefined ? [] : [{ Name: "Suffix", Value: suffix }]),
      ],
    },
  },
});

describe("the account of these tests", () => {
  it.each([
    ["the same prefix", straightTo("b")],
    ["a prefix inside", straightTo("b", "articles/2026/")],
    ["a prefix around", straightTo("b", "")],
    ["a type among them", { ...straightTo("b"), Events: ["s3:ObjectCreated:Put"] }],
    ["a suffix where the other has none", straightTo("b", "articles/", ".json")],
  ])("refuses a second notification of %s", (_, second) => {
    const account = new FakeAccount();
    account.addBucket("news");
    for (const arn of ["a", "b"]) account.addQueue(arn);
    expect(() => account.putNotifications("news", { QueueConfigurations: [straightTo("a"), second] })).toThrow(
      /ambiguously/,
    );
  });

  it.each([
    ["another prefix", straightTo("b", "pictures/")],
    ["another type", { ...straightTo("b"), Events: ["s3:ObjectRemoved:*"] }],
  ])("takes a second one of %s", (_, second) => {
    const account = new FakeAccount();
    account.addBucket("news");
    for (const arn of ["a", "b"]) account.addQueue(arn);
    account.putNotifications("news", { QueueConfigurations: [straightTo("a"), second] });
    account.happen("news", "articles/a.txt", "created");
    expect(account.buckets.get("news")?.notifications.QueueConfigurations).toHaveLength(2);
  });

  it("takes none to a queue that is not there, unless it is told not to look", () => {
    const account = new FakeAccount();
    account.addBucket("news");
    const gone = { QueueConfigurations: [straightTo("gone")] };
    expect(() => account.putNotifications("news", gone)).toThrow(/Unable to validate/);
    expect(() => account.putNotifications("news", gone, true)).not.toThrow();
  });
});

describe("the first deployment", () => {
  it("goes through in a new account, which may run ten executions at once", () => {
    const account = new FakeAccount({ concurrency: 10 });
    account.deploy("poisk", plain.template);
    account.happen(OWN, "articles/a.txt", "created");
    expect(account.receive("poisk")).toEqual(["articles/a.txt"]);
  });

  it("that fails, at whatever resource, leaves nothing that is in the way of the second", () => {
    for (const failsAt of Object.keys(plain.template.Resources)) {
      const account = new FakeAccount({ concurrency: 10 });
      expect(() => account.deploy("poisk", plain.template, { failsAt }), failsAt).toThrow(/could not be made/);
      expect([...account.buckets], failsAt).toEqual([]);
      expect(() => account.deploy("poisk", plain.template), failsAt).not.toThrow();
    }
  });

  it("keeps nothing at a rollback that it made itself", () => {
    for (const { template } of [plain, restored]) {
      const policies = Object.values(template.Resources).map(({ DeletionPolicy }) => DeletionPolicy);
      expect(policies).not.toContain("Retain");
    }
  });
});

describe("a stack in a second region of the account", () => {
  it("is made beside the first", () => {
    const account = new FakeAccount();
    account.deploy("poisk", plain.template);
    account.deploy("poisk", plain.template, { region: "us-east-1" });
    account.happen(OWN, "articles/a.txt", "created");
    expect(account.receive("poisk")).toEqual(["articles/a.txt"]);
    expect(account.receive("poisk", "us-east-1")).toEqual([]);
  });
});

describe("restoring from the bucket alone, as docs/aws.md has it", () => {
  /**
   * Collects the messages about an upload that comes, goes, expires and comes back from an archive, and about an object
   * that is none.
   */
  const heard = (account: FakeAccount, stack = "poisk") => {
    account.happen(OWN, "articles/new.txt", "created");
    account.happen(OWN, "articles/gone.txt", "deleted");
    account.happen(OWN, "articles/old.txt", "expired");
    account.happen(OWN, "articles/cold.txt", "restored");
    account.happen(OWN, "index/manifest.json", "created");
    return account.receive(stack);
  };
  const ALL = ["articles/new.txt", "articles/gone.txt", "articles/old.txt", "articles/cold.txt"];

  it("works step by step: deployed, deleted, and deployed with the name of the bucket", () => {
    const account = new FakeAccount();
    account.deploy("poisk", plain.template);
    expect(heard(account)).toEqual(ALL);
    account.delete("poisk");
    expect([...account.buckets.keys()]).toEqual([OWN]);
    account.deploy("poisk", restored.template);
    expect(heard(account)).toEqual(ALL);
    // And once more, from the stack that did not make it.
    account.delete("poisk");
    account.deploy("poisk", restored.template);
    expect(heard(account)).toEqual(ALL);
  });

  it("leaves the bucket its protection: TLS, and a manifest by compare-and-swap alone", () => {
    const account = new FakeAccount();
    account.deploy("poisk", plain.template);
    const { policy } = account.buckets.get(OWN)!;
    account.delete("poisk");
    account.deploy("poisk", restored.template);
    expect(account.buckets.get(OWN)?.policy).toEqual(policy);
    expect(policy.map(({ Sid }) => Sid)).toContain("ManifestOnlyByCompareAndSwap");
  });

  it("says that the name is taken where the bucket is not named", () => {
    const account = new FakeAccount();
    account.deploy("poisk", plain.template);
    account.delete("poisk");
    expect(() => account.deploy("poisk", plain.template)).toThrow(/already exists/);
  });

  it("works with a bucket whose notifications a former release sent to a queue that was deleted with its stack", () => {
    const account = new FakeAccount();
    account.addBucket(OWN, { QueueConfigurations: [straightTo("of-a-deleted-stack")] });
    account.deploy("poisk", restored.template);
    expect(heard(account)).toEqual(ALL);
  });

  it("works with a bucket that notifies somebody else of the prefix, who goes on being notified", () => {
    const account = new FakeAccount();
    account.addQueue("of-others");
    const { notifications } = account.addBucket(OWN, { QueueConfigurations: [straightTo("of-others", "")] });
    account.deploy("poisk", restored.template);
    expect(heard(account)).toEqual(ALL);
    expect(account.buckets.get(OWN)?.notifications).toMatchObject(notifications);
  });

  it("works beside another stack of the same bucket and prefix, and either may be deleted", async () => {
    const second = await synthesise({ bucketName: OWN, stackName: "second", indexPrefix: "second-index/" });
    const account = new FakeAccount();
    account.addBucket(OWN);
    account.deploy("poisk", restored.template);
    account.deploy("second", second.template);
    expect(heard(account)).toEqual(ALL);
    expect(account.receive("second")).toEqual(ALL);
    account.delete("poisk");
    expect(heard(account, "second")).toEqual(ALL);
  });
});
