${status.what!}
