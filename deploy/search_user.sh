#!/bin/sh
# Gives Foothold a user of its own at the cluster, which may touch its own indices and nothing else.
# May be run at any time; it sets the password anew.
set -eu

put() {
    curl --fail --silent --show-error --output /dev/null --max-time 30 \
        --user "elastic:$ELASTIC_PASSWORD" --request PUT "$ELASTICSEARCH/_security/$1" \
        --header 'Content-Type: application/json' --data "$2"
}

put role/foothold '{"indices": [{"names": ["opportunities*"], "privileges": ["manage", "read", "write"]}]}'
put user/foothold "{\"password\": \"$SEARCH_PASSWORD\", \"roles\": [\"foothold\"]}"
echo "The user foothold is ready."
