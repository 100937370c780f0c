namespace FamilyLink.Dialogs.Understanding.Matching;

/// <summary>One tree of decisions: at each node a feature is compared with a threshold; a negative child is the leaf of that complement.</summary>
internal sealed record DecisionTree(int[] Feature, float[] Threshold, int[] Left, int[] Right, float[] Leaf);

/// <summary>Trees added up and turned into a probability by the sigmoid they were calibrated with. Learned by ML.NET, run here without it.</summary>
internal sealed class BoostedTrees
{
    private readonly DecisionTree[] _trees;
    private readonly float _slope;
    private readonly float _offset;

    // All trees in one stretch of memory, so that walking through hundreds of them stays in the processor's cache.
    private readonly int[] _roots;
    private readonly Node[] _nodes;
    private readonly float[] _leaves;

    public BoostedTrees(DecisionTree[] trees, float slope, float offset)
    {
        (_trees, _slope, _offset) = (trees, slope, offset);
        var (roots, nodes, leaves) = (new List<int>(), new List<Node>(), new List<float>());
        foreach (var tree in trees)
        {
            var (firstNode, firstLeaf) = (nodes.Count, leaves.Count);
            int Child(int child) => child >= 0 ? firstNode + child : ~(firstLeaf + ~child);
            roots.Add(tree.Feature.Length == 0 ? ~firstLeaf : firstNode);
            nodes.AddRange(Enumerable.Range(0, tree.Feature.Length).Select(n => new Node(tree.Feature[n], tree.Threshold[n], Child(tree.Left[n]), Child(tree.Right[n]))));
            leaves.AddRange(tree.Leaf);
        }

        (_roots, _nodes, _leaves) = ([.. roots], [.. nodes], [.. leaves]);
    }

    /// <summary>How likely it is, 0 to 1.</summary>
    public float Probability(ReadOnlySpan<float> features)
    {
        var sum = 0f;
        foreach (var root in _roots)
        {
            var at = root;
            while (at >= 0)
            {
                ref readonly var node = ref _nodes[at];
                at = features[node.Feature] <= node.Threshold ? node.Left : node.Right;
            }

            sum += _leaves[~at];
        }

        return 1f / (1f + MathF.Exp((_slope * sum) + _offset));
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_slope);
        writer.Write(_offset);
        writer.Write(_trees.Length);
        foreach (var tree in _trees)
        {
            writer.Write(tree.Feature.Length);
            for (var n = 0; n < tree.Feature.Length; n++)
            {
                writer.Write((short)tree.Feature[n]);
                writer.Write(tree.Threshold[n]);
                writer.Write((short)tree.Left[n]);
                writer.Write((short)tree.Right[n]);
            }

            writer.Write(tree.Leaf.Length);
            foreach (var leaf in tree.Leaf)
            {
                writer.Write(leaf);
            }
        }
    }

    public static BoostedTrees Load(BinaryReader reader)
    {
        var (slope, offset) = (reader.ReadSingle(), reader.ReadSingle());
        var trees = new DecisionTree[reader.ReadInt32()];
        for (var t = 0; t < trees.Length; t++)
        {
            var nodes = reader.ReadInt32();
            var tree = new DecisionTree(new int[nodes], new float[nodes], new int[nodes], new int[nodes], []);
            for (var n = 0; n < nodes; n++)
            {
                tree.Feature[n] = reader.ReadInt16();
                tree.Threshold[n] = reader.ReadSingle();
                tree.Left[n] = reader.ReadInt16();
                tree.Right[n] = reader.ReadInt16();
            }

            var leaves = new float[reader.ReadInt32()];
            for (var l = 0; l < leaves.Length; l++)
            {
                leaves[l] = reader.ReadSingle();
            }

            trees[t] = tree with { Leaf = leaves };
        }

        return new BoostedTrees(trees, slope, offset);
    }

    private readonly record struct Node(int Feature, float Threshold, int Left, int Right);
}
