${body.title!body.event_msg!body.errmsg!body.event_name!}
