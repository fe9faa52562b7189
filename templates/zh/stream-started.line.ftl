${picture!}
