Console.Error.WriteLine("usage: SCENARIO [options]");
return 2;
