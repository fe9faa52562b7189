package livecallbacks.conservation;

import livecallbacks.conservation.MailServer.Mode;

/**
 * What goes wrong while the load goes on. Each one ends with the fault healed; what the service makes of that is looked
 * at by {@link Conservation}. Another fault is one more constant here.
 */
enum Scenario {
    KILL("kill -9") {
        @Override
        void happen(Conservation world) throws Exception {
            world.killRightAfterA200();
            world.startService();
        }
    },
    S3_AWAY("S3 away") {
        @Override
        void happen(Conservation world) throws Exception {
            whileRoad(world, S3Road.Mode.CLOSED);
        }
    },
    S3_SLOW("S3 slow") {
        @Override
        void happen(Conservation world) throws Exception {
            whileRoad(world, S3Road.Mode.SLOW);
        }
    },
    S3_ANSWER_LOST("S3 stores, its answer is lost") {
        @Override
        void happen(Conservation world) throws Exception {
            whileRoad(world, S3Road.Mode.ANSWER_LOST);
        }
    },
    S3_503("S3 503 SlowDown") {
        @Override
        void happen(Conservation world) throws Exception {
            whileRoad(world, S3Road.Mode.SLOW_DOWN);
        }
    },
    SMTP_AWAY("SMTP away") {
        @Override
        void happen(Conservation world) throws Exception {
            world.mail().away();
            world.hold();
            world.mail().back();
        }
    },
    SMTP_451("SMTP 451") {
        @Override
        void happen(Conservation world) {
            whileMail(world, Mode.LATER);
        }
    },
    SMTP_ANSWER_LOST("SMTP takes, its answer is lost") {
        @Override
        void happen(Conservation world) {
            whileMail(world, Mode.LOSE_ANSWERS);
        }
    },
    ALL_AWAY_AND_KILL("S3 and SMTP away, kill -9") {
        @Override
        void happen(Conservation world) throws Exception {
            world.road().become(S3Road.Mode.CLOSED);
            world.mail().away();
            world.hold();
            world.killRightAfterA200();
            world.startService();
            world.hold();
            world.mail().back();
            world.road().become(S3Road.Mode.PASS);
        }
    },
    DISK_FULL("disk full") {
        @Override
        void happen(Conservation world) throws Exception {
            world.fillTheDiskForAWhile();
        }
    };

    private final String title;

    Scenario(String title) {
        this.title = title;
    }

    /** Its name in the figures. */
    String title() {
        return title;
    }

    /** Breaks something, holds it for a while, and heals it. */
    abstract void happen(Conservation world) throws Exception;

    private static void whileRoad(Conservation world, S3Road.Mode mode) throws Exception {
        world.road().become(mode);
        world.hold();
        world.road().become(S3Road.Mode.PASS);
    }

    private static void whileMail(Conservation world, Mode mode) {
        world.mail().behave(mode);
        world.hold();
        world.mail().behave(Mode.HEALTHY);
    }
}
