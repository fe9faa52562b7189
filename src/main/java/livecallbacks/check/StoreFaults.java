package livecallbacks.check;

import livecallbacks.config.Settings;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What the archive's store answers, in words for an operator: by its codes, because its messages may quote secrets. */
final class StoreFaults {

    private StoreFaults() {}

    /**
     * Adds what a refusal means.
     *
     * @param what was asked for
     * @param right that it takes
     */
    static void add(Findings findings, Settings.Archive archive, String what, String right, S3Exception e) {
        String code = e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null
                ? ""
                : e.awsErrorDetails().errorCode();
        String answer = " (HTTP " + e.statusCode() + (code.isEmpty() ? "" : " " + code) + ")";
        String bucket = archive.bucket();
        switch (code) {
            case "NoSuchBucket" ->
                findings.fault(
                        Spot.NOWHERE,
                        "archive.bucket",
                        "there is no bucket " + bucket + answer,
                        "create it, or mend its name; also check archive.region and archive.endpoint");
            case "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "ExpiredToken", "AuthFailure" ->
                findings.fault(
                        Spot.NOWHERE,
                        "archive.secret-key",
                        "the store does not know these credentials" + answer,
                        "check archive.access-key and archive.secret-key; without them, those of the machine (AWS_...)");
            case "RequestTimeTooSkewed" ->
                findings.fault(
                        Spot.NOWHERE,
                        null,
                        "the clock of this machine is too far from the store's" + answer,
                        "set the clock, by NTP");
            case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException" ->
                findings.fault(
                        Spot.NOWHERE,
                        "archive.region",
                        "the bucket " + bucket + " is in another region" + answer,
                        "set archive.region to that of the bucket");
            case "NotImplemented", "InvalidRequest", "InvalidArgument" ->
                findings.fault(
                        Spot.NOWHERE,
                        "archive.create-only",
                        "the store does not understand the " + what + answer,
                        "try another archive.create-only, or archive.checksums=when-required; see docs/stores.md");
            default -> {
                if (e.statusCode() == 404) {
                    findings.fault(
                            Spot.NOWHERE,
                            "archive.bucket",
                            "there is no bucket " + bucket + answer,
                            "create it, or mend its name; also check archive.path-style");
                } else if (e.statusCode() == 401 || e.statusCode() == 403) {
                    findings.fault(
                            Spot.NOWHERE,
                            "archive.bucket",
                            "the store refuses to " + what + " an object" + answer,
                            "give the right " + right + " on " + bucket
                                    + ", and check archive.secret-key; docs/stores.md has the policy");
                } else {
                    findings.fault(
                            Spot.NOWHERE,
                            "archive.endpoint",
                            "the store fails to " + what + " an object" + answer,
                            "ask those who run it; callbacks wait till it works again");
                }
            }
        }
    }

    /** Adds what it means that there is no answer. */
    static void add(Findings findings, Settings.Archive archive, SdkException e) {
        if (String.valueOf(e.getMessage()).contains("Unable to load credentials")) {
            findings.fault(
                    Spot.NOWHERE,
                    "archive.access-key",
                    "is not set, and this machine has no credentials of its own",
                    "give archive.access-key and archive.secret-key, or the machine a role");
            return;
        }
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String place = archive.endpoint() == null ? "AWS S3" : String.valueOf(archive.endpoint());
        findings.fault(
                Spot.NOWHERE,
                "archive.endpoint",
                place + " cannot be reached (" + root.getClass().getSimpleName() + ")",
                "check archive.endpoint and archive.region, whether the store runs, and what stands in between");
    }
}
