${ended.cause!}<#if ended.duration??><#if ended.cause??>，</#if>推流时长 ${ended.duration}</#if>
