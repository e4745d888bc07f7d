//! What clients send that is no request, or no good one.

use super::*;

#[tokio::test]
async fn a_request_is_answered_and_its_peer_is_known() {
    let router = door(|(), call: Call| async move {
        answer::bytes(StatusCode::OK, "text/plain", format!("{:?}", call.request.address))
    });
    let answer = Server::start(router, Limits::default()).await.say(&post("", "")).await;
    assert!(answer.ends_with("\r\n\r\nSome(127.0.0.1)"), "{answer}");
}

#[tokio::test]
async fn garbage_is_refused_and_the_server_lives() {
    let server = echoing().await;
    let long_target = format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(200_000));
    let long_header = format!("GET / HTTP/1.1\r\nA: {}\r\n\r\n", "a".repeat(200_000));
    let many_headers = format!("GET / HTTP/1.1\r\n{}\r\n", "A: a\r\n".repeat(2_000));
    for garbage in [
        &b"\x00\x01\x02\x03\xff\xfe\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /test/it HTTP/1.1\r\nContent-Length: minus one\r\n\r\n",
        b"POST /test/it HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"POST /test/it HTTP/1.1\r\nno header\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        long_target.as_bytes(),
        long_header.as_bytes(),
        many_headers.as_bytes(),
    ] {
        let answer = server.say(garbage).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
    server.lives().await;
}

#[tokio::test]
async fn garbage_behind_a_good_request_spoils_only_what_follows() {
    let server = echoing().await;
    let mut both = b"POST /test/it HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nok".to_vec();
    both.extend_from_slice(b"\x00nonsense\r\n\r\nPOST /test/it HTTP/1.1\r\n\r\n");
    let answers = server.say(&both).await;
    assert!(answers.starts_with("HTTP/1.1 200 OK"), "{answers}");
    assert_eq!(answers.matches("HTTP/1.1 ").count(), 2, "{answers}");
    assert!(answers.contains("HTTP/1.1 400 "), "{answers}");
    server.lives().await;
}

#[tokio::test]
async fn pipelined_requests_are_answered_in_their_order() {
    let one = |word: &str| format!("POST /test/it HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n{word}");
    let mut bytes = format!("{}{}", one("a"), one("b")).into_bytes();
    bytes.extend(post("c", ""));
    let answers = echoing().await.say(&bytes).await;
    let bodies: Vec<_> =
        answers.split("HTTP/1.1 200 OK").skip(1).map(|answer| answer.trim().chars().last()).collect();
    assert_eq!(bodies, [Some('a'), Some('b'), Some('c')]);
}

#[tokio::test]
async fn an_oversized_body_is_refused_and_its_sender_gets_the_answer() {
    let server = echoing().await;
    let answer = server.say(&post(&"x".repeat(2_000_000), "")).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(answer.ends_with("too_large"), "{answer}");
    server.lives().await;
}

#[tokio::test]
async fn who_waits_for_100_is_refused_before_sending() {
    let head = "POST /test/it HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5000\r\n\r\n";
    let answer = echoing().await.say(head.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}

#[tokio::test]
async fn a_chunked_body_over_the_limit_is_refused() {
    let server = echoing().await;
    let mut bytes = b"POST /test/it HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..200 {
        bytes.extend_from_slice(format!("64\r\n{}\r\n", "x".repeat(100)).as_bytes());
    }
    let answer = server.say(&bytes).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    server.lives().await;
}

#[tokio::test]
async fn a_body_cut_in_the_middle_is_never_taken_for_a_whole_one() {
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let router = door(move |(), mut call: Call| {
        let tell = tell.clone();
        async move {
            let body = call.body().await;
            tell.send(body.clone()).unwrap();
            answer::bytes(StatusCode::OK, "text/plain", body.unwrap_or_default())
        }
    });
    let server = Server::start(router, Limits::default()).await;
    for cut in [
        &b"POST /test/it HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"[..],
        b"POST /test/it HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"POST /test/it HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n",
    ] {
        let mut client = server.connect().await;
        client.write_all(cut).await.unwrap();
        client.shutdown().await.unwrap();
        assert!(told.recv().await.unwrap().is_err());
        assert!(!rest(&mut client).await.contains(" 200 "));
    }
    server.lives().await;
}

#[tokio::test]
async fn who_still_sends_when_the_answer_is_out_is_not_reset() {
    let server = echoing().await;
    let mut client = server.connect().await;
    let body = [b'x'; 1_000];
    client.write_all(b"POST /test/it HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n").await.unwrap();
    client.write_all(&body).await.unwrap();
    assert!(rest(&mut client).await.starts_with("HTTP/1.1 413 "));
    for _ in 0..3 {
        client.write_all(&body).await.unwrap();
    }
}
