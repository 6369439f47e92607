// Judges one recorded history with Porcupine and tells how long that took, for ci/checkers.ts.
//
// Input, a text file: operations, one a line, as "client block kind value start end": kind 0 is a
// read, 1 a write, 2 a delete; value 0 is absence. Output: one line of JSON.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/anishathalye/porcupine"
)

type input struct {
	block int32
	kind  uint8
	value int32
}

// A register for each block; a read tells what it saw.
var registers = porcupine.Model{
	Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
		byBlock := map[int32][]porcupine.Operation{}
		for _, operation := range history {
			block := operation.Input.(input).block
			byBlock[block] = append(byBlock[block], operation)
		}
		parts := make([][]porcupine.Operation, 0, len(byBlock))
		for _, part := range byBlock {
			parts = append(parts, part)
		}
		return parts
	},
	Init: func() interface{} { return int32(0) },
	Step: func(state, in, out interface{}) (bool, interface{}) {
		asked := in.(input)
		if asked.kind != 0 {
			return true, asked.value
		}
		return out.(int32) == state.(int32), state
	},
	Equal: func(a, b interface{}) bool { return a.(int32) == b.(int32) },
}

func readHistory(path string) ([]porcupine.Operation, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var history []porcupine.Operation
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var client int
		var asked input
		var start, end int64
		_, err := fmt.Sscan(lines.Text(), &client, &asked.block, &asked.kind, &asked.value, &start, &end)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", len(history)+1, err)
		}
		history = append(history, porcupine.Operation{
			ClientId: client,
			Input:    asked,
			Call:     start,
			Output:   asked.value,
			Return:   end,
		})
	}
	return history, lines.Err()
}

func main() {
	timeout := flag.Duration("timeout", 10*time.Second, "gives up after this")
	times := flag.Int("times", 1, "how often")
	flag.Parse()
	history, err := readHistory(flag.Arg(0))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	result := porcupine.Unknown
	var seconds []float64
	for i := 0; i < *times; i++ {
		started := time.Now()
		result = porcupine.CheckOperationsTimeout(registers, history, *timeout)
		seconds = append(seconds, time.Since(started).Seconds())
	}
	json.NewEncoder(os.Stdout).Encode(map[string]interface{}{
		"result":     string(result),
		"seconds":    seconds,
		"operations": len(history),
	})
}
