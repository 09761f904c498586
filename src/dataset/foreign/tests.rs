use serde_json::json;

use super::*;

fn columns(table: &Table) -> Vec<&str> {
    table.columns.iter().map(String::as_str).collect()
}

fn values(table: &Table, row: usize) -> Vec<Value> {
    table.records[row].values.iter().map(|value| value.clone().unwrap_or_default()).collect()
}

#[test]
fn csv_with_quotes_lines_and_semicolons() {
    let text = "\u{feff}id;text;queue\r\n1;\"Hello; \"\"you\"\"\nthere\";billing\r\n2;b;\r\n";
    let table = read("t.csv", text.as_bytes()).unwrap();
    assert_eq!(columns(&table), ["id", "text", "queue"]);
    assert_eq!(values(&table, 0), [json!("1"), json!("Hello; \"you\"\nthere"), json!("billing")]);
    assert_eq!((table.records[1].line, values(&table, 1)[2].clone()), (4, Value::Null));
    assert!(table.is_text);
}

#[test]
fn faults_of_csv_name_the_line() {
    let said = |text: &str| read("t.csv", text.as_bytes()).unwrap_err();
    assert_eq!(said("a,b\n1,2\n3\n").to_string(), "t.csv:3: the row has 1 fields, the header 2");
    assert_eq!(said("a,a\n1,2\n").to_string(), "t.csv:1: the column `a` occurs twice");
    assert_eq!(said("a,,b\n").to_string(), "t.csv:1: column 2 has no name");
    assert_eq!(said("").to_string(), "t.csv: it is empty");
    assert_eq!(said("a,b\n").to_string(), "t.csv: it holds no rows");
    let open = said("a,b\n1,2\n3,\"x\n4,5\n").to_string();
    assert_eq!(open, "t.csv:3: a quote is opened in this row and never closed");
    assert!(
        read("t.csv", b"a,b\n1,5\" nail\n2,x\n").is_ok(),
        "a quote inside of a field is a sign"
    );
    let latin = read("t.csv", b"a,b\n1,2\n3,\xe9\n").unwrap_err();
    assert_eq!(latin.to_string(), "t.csv:3: the line is not UTF-8");
}

#[test]
fn lines_lists_and_programs_of_json() {
    let table = read("t.jsonl", b"{\"q\":\"x\",\"a\":1}\n\n{\"q\":\"y\",\"n\":2}\n").unwrap();
    assert_eq!((columns(&table), table.records[1].line), (vec!["q", "a", "n"], 3));
    let list = b"[\n {\"question\": \"x\", \"answer\": \"y\"},\n {\"question\": \"z\"}\n]";
    let table = read("t.json", list).unwrap();
    assert_eq!((table.format, table.records[1].line), (Format::JsonList, 3));
    let program = json!({"predict": {"demos": [{"q": 1, "a": 2}]}, "metadata": {}}).to_string();
    assert_eq!(read("p.json", program.as_bytes()).unwrap().records.len(), 1);
    let said = read("t.jsonl", b"{\"q\": 1}\n{\"q\": 2,}\n").unwrap_err().to_string();
    assert!(said.starts_with("t.jsonl:2: column 9: the line is not JSON"), "{said}");
    assert!(read("t.json", b"{\"x\": 1}").unwrap_err().to_string().contains("it is one object"));
}

#[test]
fn conversations_of_evals_and_fine_tuning() {
    let system = json!({"role": "system", "content": "Sort."});
    let user = |text: &str| json!({"role": "user", "content": text});
    let evals = [
        json!({"input": [system, user("a")], "ideal": ["x", "X"]}),
        json!({"input": [system, user("b")], "ideal": "y"}),
    ];
    let text = evals.iter().map(|row| format!("{row}\n")).collect::<String>();
    let table = read("e.jsonl", text.as_bytes()).unwrap();
    assert_eq!(table.format, Format::OpenAiEvals);
    assert_eq!(
        (columns(&table), table.system.as_deref()),
        (vec!["message", "ideal"], Some("Sort."))
    );
    assert_eq!((values(&table, 0), table.notes.len()), (vec![json!("a"), json!("x")], 1));

    let assistant = |text: &str| json!({"role": "assistant", "content": text});
    let row = json!({"messages": [user("a"), assistant("b"), user("c"), assistant("d")]});
    let table = read("f.jsonl", format!("{row}\n").as_bytes()).unwrap();
    assert_eq!(columns(&table), ["history", "message", "answer"]);
    assert_eq!(values(&table, 0), [json!(["user: a", "assistant: b"]), json!("c"), json!("d")]);
    let row = json!({"messages": [user("a")]});
    let said = read("f.jsonl", format!("{row}\n").as_bytes()).unwrap_err().to_string();
    assert_eq!(said, "f.jsonl:1: the last message is none of the assistant");
}

#[test]
fn tests_of_promptfoo() {
    let yaml = "prompts:\n  - 'Route {{subject}}.'\ndefaultTest:\n  vars: {lang: en}\ntests:\n\
                \x20 - vars:\n      subject: Refund\n    assert:\n      - type: equals\n        value: billing\n\
                \x20 - vars: {subject: Box}\n    assert: [{type: icontains, value: shipping}]\n\
                \x20 - vars: {subject: Odd}\n    assert: [{type: llm-rubric, value: be nice}]\n";
    let table = read("promptfooconfig.yaml", yaml.as_bytes()).unwrap();
    assert_eq!(columns(&table), ["lang", "subject", "expected"]);
    assert_eq!(table.instruction.as_deref(), Some("Route `subject`."));
    assert_eq!(values(&table, 0), [json!("en"), json!("Refund"), json!("billing")]);
    assert_eq!((values(&table, 2)[2].clone(), table.notes.len()), (Value::Null, 1));
    assert_eq!(table.records[0].line, 6);
    let csv = "subject,__expected\nRefund,equals: billing\nBox,shipping\nOdd,llm-rubric: nice\n";
    let table = read("tests.csv", csv.as_bytes()).unwrap();
    let answers: Vec<_> = (0..3).map(|row| values(&table, row)[1].clone()).collect();
    assert_eq!(answers, [json!("billing"), json!("shipping"), Value::Null]);
    let said = read("x.yaml", b"tests: file://tests.csv\n").unwrap_err().to_string();
    assert_eq!(said, "x.yaml: its tests are in file://tests.csv");
    assert!(read("x.yaml", b"a: [1\n").unwrap_err().to_string().starts_with("x.yaml:"));
}

#[test]
fn our_own_rows_are_told_from_those_of_others() {
    let recognise = |name: &str, text: &str| Format::recognise(name, text.as_bytes());
    assert_eq!(recognise("a.jsonl", "{\"exampleId\": 1}\n"), None);
    assert_eq!(recognise("a.jsonl", "{\"input_json\": 1, \"x\": 2}\n"), None);
    assert_eq!(recognise("a.jsonl", "{\"exampleId\": \n"), None);
    assert_eq!(recognise("a.jsonl", "{}\n[1]\n"), None);
    let patch = "{\"format\": \"openagents.dse.dataset_patch\", \"formatVersion\": 1}\n";
    assert_eq!(recognise("a.patch", patch), None);
    assert_eq!(recognise("a.jsonl", "{\"text\": \"x\", \"label\": 1}\n{"), Some(Format::Jsonl));
    assert_eq!(recognise("a.json", "[{\"text\": 1}]"), Some(Format::JsonList));
    assert_eq!(recognise("a.csv", "x"), Some(Format::Csv));
    assert_eq!(recognise("a", "PAR1…"), Some(Format::Parquet));
}
